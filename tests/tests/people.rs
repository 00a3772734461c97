//! People's rights at the command line: to see everything, to be forgotten, and to stay forgotten after a restore.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::process::Output;

use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::evidence::v1::{
    AttachInspectionReportRequest, DetachInspectionReportRequest, GetAttachedReportRequest,
    InspectionOutcome, RecordInspectionRequest, SiamsInspection, SiamsOutcome,
};
use contract::reports::v1::ListReportsRequest;
use contract::reports::v1::reports_service_client::ReportsServiceClient;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    EndRoleRequest, GetPersonRecordRequest, RemoveTrustMarkRequest, SetTrustMarkRequest,
};
use contract::trail::v1::ListHistoryRequest;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use eventlog::Stream;
use plumbline_tests::{RawEvent, Subject, TestTrust, World, YESTERDAY};
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");

struct Stand {
    world: World,
    ours: TestTrust,
    /// The clerk, whose name is erased.
    clerk: Uuid,
}

#[tokio::test]
async fn a_person_is_told_everything_forgotten_and_stays_forgotten() {
    let world = World::start(PROGRAM).await;
    let ours = TestTrust::found(&world.peers()).await;
    let clerk = ours.asker("clerk").caller.actor;
    let mut stand = Stand { world, ours, clerk };
    stand.a_clerk_is_told_everything().await;
    let dump = stand.dump().await;
    stand.a_legal_hold_outlasts_retention_and_a_wish_to_be_erased().await;
    stand.verified("before").await;
    stand.the_clerk_is_forgotten().await;
    stand.verified("after").await;
    stand.the_restored_name_goes_again(&dump).await;
    stand.retention_leaves_its_word().await;
    stand.files_go_once_no_record_has_them().await;
    stand.a_mark_goes_once_the_trust_does_not_show_it().await;
    stand.answers_go_a_year_after_the_close().await;
}

impl Stand {
    /// Runs `plumbline people ...` as the data protection officer.
    async fn people(&self, arguments: &[&str]) -> Output {
        let (trust, clerk) = (self.ours.id.to_string(), self.clerk.to_string());
        let officer = self.ours.asker("data protection officer").caller.actor.to_string();
        let [verb, rest @ ..] = arguments else { panic!("a verb") };
        let about = [*verb, &clerk, "--trust", &trust, "--actor", &officer];
        let program = self.world.program();
        tokio::process::Command::new(program)
            .arg("people")
            .args(about)
            .args(rest)
            .args(self.world.arguments("web"))
            .env("PLUMBLINE_ERASURES", self.ledger())
            .output()
            .await
            .unwrap()
    }

    fn ledger(&self) -> PathBuf {
        self.world.folder().join("erasures")
    }

    async fn a_clerk_is_told_everything(&self) {
        let folder = self.world.folder().to_str().unwrap();
        let output = self.people(&["export", "--why", "request 7", "--to", folder]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let page = self.world.folder().join(format!("{}.html", self.clerk));
        let page = std::fs::read_to_string(page).unwrap();
        for wanted in ["A person", "Clerk of", "became known", "two worlds that nothing joins"] {
            assert!(page.contains(wanted), "{wanted} is missing");
        }
        let count = "select count(*) from disclosure.look where shown = 'person' and thing_id = $1 and why = 'request 7'";
        let owner = self.world.owner().await;
        let row = owner.query_one(count, &[&self.clerk.to_string()]).await.unwrap();
        assert!(row.get::<_, i64>(0) >= 2, "an export is a look");
    }

    /// The whole store, as a backup has it.
    async fn dump(&self) -> PathBuf {
        let file = self.world.folder().join("backup.sql");
        let mut command = tokio::process::Command::new(tool("pg_dump"));
        command.args(["--data-only", "--schema=identity", "--file"]).arg(&file);
        let output = command.arg(self.world.owner_store()).output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(std::fs::read_to_string(&file).unwrap().contains(&self.clerk.to_string()));
        file
    }

    /// Trap 28 of the field: on one record three things meet. They are a legal hold, the end of the time it is kept, and a wish to be erased.
    async fn a_legal_hold_outlasts_retention_and_a_wish_to_be_erased(&self) {
        self.the_clerk_looks().await;
        self.end_the_role().await;
        assert!(self.people(&["hold", "--reason", "a claim"]).await.status.success());
        let refused = self.people(&["erase", "--reason", "asked for"]).await;
        assert!(!refused.status.success());
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("A legal hold stands"), "{said}");
        self.looks_of_long_ago("person_id = $2::text::uuid", "2").await;
        self.looks_of_long_ago("thing_kind = 'person' and thing_id = $2", "1").await;
        self.looks_of_long_ago("$2 not in (person_id::text, thing_id)", "3").await;
        self.retention("run", "3  records of who has seen what went").await;
        let kept = self.old_looks().await;
        assert_eq!(kept.len(), 3, "{kept:?}");
        assert!(kept.iter().all(|look| look.contains(&self.clerk.to_string())), "{kept:?}");
        assert!(self.people(&["release", "--reason", "settled"]).await.status.success());
        self.retention("run", "3  records of who has seen what went").await;
        assert!(self.old_looks().await.is_empty());
    }

    /// Two looks of the clerk.
    async fn the_clerk_looks(&self) {
        let clerk = &self.ours.asker("clerk").caller;
        let mut reports = ReportsServiceClient::new(self.world.peers().channel("reports"));
        let own = self.ours.things(Subject::Own).school.to_owned();
        for _ in 0..2 {
            let list = ListReportsRequest { school_id: own.clone(), ..Default::default() };
            reports.list_reports(clerk.request(list)).await.unwrap();
        }
    }

    /// Makes looks of more than twelve months ago out of some of today.
    async fn looks_of_long_ago(&self, which: &str, at_most: &str) {
        let copy = format!(
            "insert into disclosure.look (trust_id, look_id, at, person_id, role, action, shown, thing_kind, \
                thing_id, schools, position, trace_id, why) \
            select trust_id, gen_random_uuid(), at - interval '13 months', person_id, role, action, shown, thing_kind, \
                thing_id, schools, position, trace_id, why from disclosure.look \
            where trust_id = $1 and at > now() - interval '1 month' and {which} limit {at_most}"
        );
        let clerk = self.clerk.to_string();
        let made = self.world.owner().await.execute(&copy, &[&self.ours.id, &clerk]).await.unwrap();
        assert_eq!(made.to_string(), at_most, "{which}");
    }

    /// Whose look each of more than twelve months ago is, and at what.
    async fn old_looks(&self) -> Vec<String> {
        let old = "select concat_ws(' ', person_id, thing_kind, thing_id) as look from disclosure.look \
            where trust_id = $1 and at < now() - interval '12 months'";
        let rows = self.world.owner().await.query(old, &[&self.ours.id]).await.unwrap();
        rows.iter().map(|row| row.get("look")).collect()
    }

    async fn retention(&self, verb: &str, says: &str) {
        let trust = self.ours.id.to_string();
        let output = self.world.operator(&["retention", verb, "--trust", &trust]).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(says), "{said} {}", String::from_utf8_lossy(&output.stderr));
    }

    async fn end_the_role(&self) {
        let administrator = &self.ours.asker("administrator").caller;
        let mut schools = self.ours.schools.clone();
        let end = EndRoleRequest {
            command_id: Uuid::now_v7().to_string(),
            person_id: self.clerk.to_string(),
            grant_id: plumbline_tests::grant_of(&mut schools, administrator, self.clerk).await,
            on: YESTERDAY.to_owned(),
            reason: "moved away".to_owned(),
        };
        schools.end_role(administrator.request(end)).await.unwrap();
    }

    async fn the_clerk_is_forgotten(&self) {
        let output = self.people(&["erase", "--reason", "asked for"]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(self.name().await, "");
        let lead = &self.ours.asker("improvement lead").caller;
        let mut trail = TrailServiceClient::new(self.world.peers().channel("trail"));
        let at_least = self.head().await;
        let all = ListHistoryRequest { at_least, ..ListHistoryRequest::default() };
        let lines = trail.list_history(lead.request(all)).await.unwrap().into_inner().lines;
        let told = lines.iter().any(|line| line.sentence.contains("name and contacts were erased"));
        assert!(told, "the trail says that somebody was erased");
    }

    async fn head(&self) -> u64 {
        let head = "select position from log.head where trust_id = $1";
        let row = self.world.owner().await.query_one(head, &[&self.ours.id]).await.unwrap();
        row.get::<_, i64>(0).unsigned_abs()
    }

    async fn name(&self) -> String {
        let officer = &self.ours.asker("data protection officer").caller;
        let wanted = GetPersonRecordRequest {
            at_least: self.head().await,
            person_id: self.clerk.to_string(),
            why: "to look".to_owned(),
        };
        let mut schools = self.ours.schools.clone();
        schools.get_person_record(officer.request(wanted)).await.unwrap().into_inner().name
    }

    async fn verified(&self, when: &str) {
        let output = self.world.operator(&["verify", "log"]).await;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && said.contains("every one of those as it was sealed"),
            "{when}: {said}"
        );
    }

    /// Restores the names from before over the store of today. The service erases them again as it starts, and the command
    /// does so while it runs.
    async fn the_restored_name_goes_again(&mut self, dump: &std::path::Path) {
        self.restore(dump).await;
        assert_eq!(self.name().await, "A person", "a restore brings it back");
        let doctor = self.world.operator(&["doctor"]).await;
        assert!(String::from_utf8_lossy(&doctor.stdout).contains("1 erased names are back"));
        let replayed = self.world.operator(&["people", "replay-erasures"]).await;
        let said = String::from_utf8_lossy(&replayed.stdout).into_owned();
        assert!(said.contains("One name had come back"), "{said}");
        assert_eq!(self.name().await, "");
        self.world.unit("schools").kill().await;
        self.restore(dump).await;
        self.world.begin("schools", "");
        let owner = self.world.owner().await;
        let kept = "select from identity.person where person_id = $1";
        while owner.query_opt(kept, &[&self.clerk]).await.unwrap().is_some() {
            tokio::task::yield_now().await;
        }
        let ledger = std::fs::read_to_string(self.ledger()).unwrap();
        let line = format!("{} {}", self.ours.id, self.clerk);
        let refused = format!("{line} intended\n{line} withdrawn\n");
        assert_eq!(ledger, format!("{refused}{line} intended\n{line}\n"));
    }

    async fn restore(&self, dump: &std::path::Path) {
        let owner = self.world.owner().await;
        owner
            .batch_execute("delete from identity.person; delete from identity.founding")
            .await
            .unwrap();
        let store = self.world.owner_store();
        let mut command = tokio::process::Command::new(tool("psql"));
        command.args(["--quiet", "--set=ON_ERROR_STOP=1", "--file"]).arg(dump).arg(store);
        let output = command.output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    async fn retention_leaves_its_word(&self) {
        let owner = self.world.owner().await;
        self.looks_of_long_ago("$2 <> ''", "3").await;
        self.retention("preview", "3  records of who has seen what would go").await;
        self.retention("run", "3  records of who has seen what went").await;
        let left = "select body ->> 'removed' from log.event where trust_id = $1 and type like '%RetentionExecuted'";
        let rows = owner.query(left, &[&self.ours.id]).await.unwrap();
        assert_eq!(rows.len(), 3, "each run leaves its word");
        assert!(rows.iter().all(|row| row.get::<_, String>(0).contains("access-records")));
        self.retention("preview", "0  records of who has seen what").await;
    }

    /// A report in full stays while it is attached, however old it is.
    async fn files_go_once_no_record_has_them(&self) {
        let head = &self.ours.asker("headteacher").caller;
        let school_id = self.ours.things(Subject::Own).school.to_owned();
        let mut evidence = EvidenceServiceClient::new(self.world.peers().channel("evidence"))
            .max_decoding_message_size(64 << 20);
        let command_id = || Uuid::now_v7().to_string();
        let siams = Some(SiamsInspection { outcome: SiamsOutcome::J1.into() });
        let record = RecordInspectionRequest {
            command_id: command_id(),
            school_id: school_id.clone(),
            on: "2026-03-03".to_owned(),
            outcome: Some(InspectionOutcome { siams, ..InspectionOutcome::default() }),
        };
        let recorded = evidence.record_inspection(head.request(record)).await.unwrap();
        let inspection_id = recorded.into_inner().inspection_id;
        let attach = AttachInspectionReportRequest {
            command_id: command_id(),
            inspection_id: inspection_id.clone(),
            school_id: school_id.clone(),
            title: "SIAMS report".to_owned(),
            file: pdf(1),
        };
        let bomb = AttachInspectionReportRequest {
            command_id: command_id(),
            file: pdf(20_000),
            ..attach.clone()
        };
        let refused = evidence.attach_inspection_report(head.request(bomb)).await.unwrap_err();
        assert!(contract::says_no_for(&refused, "REPORT_TAKES_TOO_MUCH"), "{refused:?}");
        evidence.attach_inspection_report(head.request(attach.clone())).await.unwrap();
        let wanted =
            GetAttachedReportRequest { school_id: school_id.clone(), of_id: inspection_id.clone() };
        let found = evidence.get_attached_report(head.request(wanted.clone())).await.unwrap();
        assert!(found.into_inner().pdf == attach.file, "it is given out byte for byte");
        let owner = self.world.owner().await;
        let older = "update attachment.file set kept_at = kept_at - interval '3 days'";
        assert_eq!(owner.execute(older, &[]).await.unwrap(), 1);
        self.retention("run", "0  files of reports that no record has attached went").await;
        let detach = DetachInspectionReportRequest {
            command_id: command_id(),
            inspection_id,
            school_id,
            reason: "It was another report.".to_owned(),
        };
        evidence.detach_inspection_report(head.request(detach)).await.unwrap();
        let refused = evidence.get_attached_report(head.request(wanted)).await.unwrap_err();
        assert!(contract::says_no_for(&refused, "REPORT_NOT_ATTACHED"), "{refused:?}");
        self.retention("preview", "1  files of reports that no record has attached would").await;
        self.retention("run", "1  files of reports that no record has attached went").await;
        let left = owner.query("select from attachment.file", &[]).await.unwrap();
        assert!(left.is_empty());
    }

    /// The last of all, since it alters the log.
    async fn answers_go_a_year_after_the_close(&self) {
        let kept = self.wave_that_closed("11 months").await;
        self.retention("preview", "0  batches of answers, with their salts would go").await;
        self.wave_that_closed("13 months").await;
        self.retention("preview", "1  batches of answers, with their salts would go").await;
        self.retention("run", "1  batches of answers, with their salts went").await;
        let left = "select wave_id from collector.batch where trust_id = $1";
        let left = self.world.owner().await.query(left, &[&self.ours.id]).await.unwrap();
        assert_eq!(left.iter().map(|row| row.get("wave_id")).collect::<Vec<Uuid>>(), [kept]);
    }

    /// A wave that closed so long ago, with one batch. The log's own clock cannot be given, so the owner of the store puts it back.
    async fn wave_that_closed(&self, ago: &str) -> Uuid {
        let (trust, wave) = (self.ours.id, Uuid::new_v4());
        let body = format!(r#"{{"waveId":"{wave}","batches":1}}"#);
        let closed = RawEvent {
            service: "surveys",
            trust,
            stream: Stream::new("wave", wave),
            kind: "plumbline.surveys.v1.WaveClosed",
            body: &body,
            at: "2025-11-21T10:00:00Z",
        };
        let position = self.world.append_raw(closed).await;
        let put_back = format!(
            "alter table log.event disable trigger all; \
            update log.event set recorded_at = recorded_at - interval '{ago}' \
                where trust_id = '{trust}' and position = {position}; \
            insert into collector.batch (trust_id, wave_id, number, salt, answers) \
                values ('{trust}', '{wave}', 1, sha256('salt'), '{{}}')"
        );
        self.world.owner().await.batch_execute(&put_back).await.unwrap();
        wave
    }
}

impl Stand {
    /// A mark stays while the trust shows it, however old it is.
    async fn a_mark_goes_once_the_trust_does_not_show_it(&self) {
        let administrator = &self.ours.asker("administrator").caller;
        let mut schools = SchoolsServiceClient::new(self.world.peers().channel("schools"));
        let command_id = || Uuid::now_v7().to_string();
        let file = plumbline::demo::MARK.to_vec();
        let set = SetTrustMarkRequest { command_id: command_id(), file };
        schools.set_trust_mark(administrator.request(set)).await.unwrap();
        let owner = self.world.owner().await;
        let older = "update attachment.mark set kept_at = kept_at - interval '3 days'";
        assert_eq!(owner.execute(older, &[]).await.unwrap(), 1);
        self.retention("run", "0  marks that the trust took out or replaced went").await;
        let remove = RemoveTrustMarkRequest { command_id: command_id() };
        schools.remove_trust_mark(administrator.request(remove)).await.unwrap();
        self.retention("run", "1  marks that the trust took out or replaced went").await;
    }
}

/// Bytes of a drawing, so that the file is larger than a request may be that brings none.
const DRAWING: usize = 5 << 20;

/// A PDF with one empty page, and a large drawing that is on none. Its list of objects names the drawing so many times: each time a
/// reader keeps it once more.
fn pdf(times: usize) -> Vec<u8> {
    let drawing = format!("<</Length {DRAWING}>>\nstream\n{}\nendstream", " ".repeat(DRAWING));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        drawing.as_str(),
    ];
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (number, object) in (1..).zip(objects) {
        places.push(pdf.len());
        pdf += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let drawn = places.iter().copied().skip(3).cycle().take(times);
    let places: Vec<usize> = places.iter().copied().take(3).chain(drawn).collect();
    let (start, size) = (pdf.len(), places.len() + 1);
    pdf += &format!("xref\n0 {size}\n0000000000 65535 f \n");
    for place in places {
        pdf += &format!("{place:010} 00000 n \n");
    }
    pdf += &format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    pdf.into_bytes()
}

/// The path of a program of PostgreSQL, beside the server's own if it is not on `PATH`.
fn tool(name: &str) -> PathBuf {
    private_servers::installed(name).unwrap_or_else(|| name.into())
}
