-- What a person was shown, and who was shown the person, stays while a legal hold stands on that person. So the run that removes
-- old looks has to see of whom they are.

grant select (person_id, thing_kind, thing_id) on disclosure.look to plumbline_eraser;
