-- What a school says of its character is quoted as findings (V21) and entries (V30) are. A self-evaluation quotes all three, too. So the
-- services that answer with judgements and with self-evaluations read what reviews, evidence and schools wrote.
drop policy a_service_reads_what_it_wrote_or_quotes on words.text;
create policy a_service_reads_what_it_wrote_or_quotes on words.text as restrictive for select to public using (
    role = current_user
    or (
        current_user in ('plumbline_categories', 'plumbline_evidence')
        and role in ('plumbline_reviews', 'plumbline_evidence', 'plumbline_schools')
    )
    or current_user in ('plumbline_trail', 'plumbline_reports', 'plumbline_dashboards', 'plumbline_appender', 'plumbline_owner')
);
