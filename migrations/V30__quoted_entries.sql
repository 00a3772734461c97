-- A judgement quotes an entry of a running record as it quotes a finding of a review (V21), so the service that answers with judgements
-- reads what the evidence service wrote, too.
drop policy a_service_reads_what_it_wrote_or_quotes on words.text;
create policy a_service_reads_what_it_wrote_or_quotes on words.text as restrictive for select to public using (
    role = current_user
    or (current_user = 'plumbline_categories' and role in ('plumbline_reviews', 'plumbline_evidence'))
    or current_user in ('plumbline_trail', 'plumbline_reports', 'plumbline_dashboards', 'plumbline_appender', 'plumbline_owner')
);
