-- A person's name and e-mail address change while the person stays the same: the row is kept, and so is what hangs on it (V29).
grant update (name, email) on identity.person to plumbline_schools;
