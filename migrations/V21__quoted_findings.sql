-- A judgement quotes a finding of a review by the commitment to its words (docs/decisions/37-evidence-is-looked-up.md), so the
-- service that answers with judgements reads what the reviews service wrote.
drop policy a_service_reads_what_it_wrote on words.text;
create policy a_service_reads_what_it_wrote_or_quotes on words.text as restrictive for select to public using (
    role = current_user
    or (current_user = 'plumbline_categories' and role = 'plumbline_reviews')
    or current_user in ('plumbline_trail', 'plumbline_reports', 'plumbline_dashboards', 'plumbline_appender', 'plumbline_owner')
);
