use super::*;

const HEADING: &str = "Name,Email,Role,Where,First day,Last day\n";

fn file(rows: &str, dry_run: bool) -> v1::ImportPeopleRequest {
    let people = format!("{HEADING}{rows}").into_bytes();
    v1::ImportPeopleRequest { command_id: new_id(), people, dry_run }
}

impl World {
    async fn import_people(
        &self,
        request: &v1::ImportPeopleRequest,
    ) -> Result<v1::ImportPeopleResponse, Status> {
        self.catch_up().await;
        Ok(self.doors.import_people(self.request(request.clone())).await?.into_inner())
    }

    /// The faults of a file, of which nothing is stored.
    async fn people_faults(&self, rows: &str) -> Vec<(u64, String)> {
        let (before, kept) = (self.end().await, self.names().await);
        let reply = self.import_people(&file(rows, false)).await.unwrap();
        assert_eq!((reply.position, reply.lines.len()), (0, 0));
        assert_eq!((self.end().await, self.names().await), (before, kept), "nothing is half done");
        reply.faults.into_iter().map(|fault| (fault.line, fault.sentence)).collect()
    }

    async fn names(&self) -> usize {
        crate::identity::all(&self.doors.log, self.trust).await.unwrap().len()
    }

    async fn everybody(&self) -> Vec<v1::Person> {
        self.catch_up().await;
        let request = v1::ListPeopleRequest { at_least: self.end().await, on: String::new() };
        self.doors.list_people(self.request(request)).await.unwrap().into_inner().people
    }
}

#[tokio::test]
async fn sixty_two_people_become_known_in_one_act() {
    let world = World::start().await;
    world.join("150252", "Orford").await.unwrap();
    let school = world.trust_as_read().await.schools[0].school_id.clone();
    world.form_committee(&school).await.unwrap();
    let row = |number| {
        let role = if number % 2 == 0 { "governor" } else { "staff" };
        format!("Person {number},p{number}@example.org,{role},Orford,01/09/2025,\n")
    };
    // The first has a second role.
    let rows: String = (1..=62).map(row).collect();
    let rows = format!("{rows}Person 1,P1@example.org,Trustee,,1 September 2025,2026-08-31\n");

    let before = world.end().await;
    let trial = world.import_people(&file(&rows, true)).await.unwrap();
    assert_eq!((trial.position, trial.lines.len(), trial.faults.len()), (0, 63, 0));
    assert_eq!((world.end().await, world.names().await), (before, 0), "a trial stores nothing");
    assert_eq!(trial.lines[1].place, "SGC, Orford");

    let request = file(&rows, false);
    let done = world.import_people(&request).await.unwrap();
    assert_eq!(done.position, before + 62 + 63);
    let people = world.everybody().await;
    assert_eq!(people.len(), 62);
    let first = people.iter().find(|person| person.name == "Person 1").unwrap();
    let roles: Vec<_> = first.roles.iter().map(v1::RoleGranted::role).collect();
    assert_eq!(roles.len(), 2, "{roles:?}");
    assert!(roles.contains(&v1::Role::Trustee) && roles.contains(&v1::Role::Staff));

    let again = world.import_people(&request).await.unwrap();
    assert_eq!((again.position, again.faults.len()), (done.position, 0), "a repeat");
    assert_eq!(world.end().await, done.position);
    let other = file("Eve,eve@example.org,trustee,,1/9/2025,\n", false);
    let other = v1::ImportPeopleRequest { command_id: request.command_id.clone(), ..other };
    let reused = world.import_people(&other).await;
    assert_eq!(refused(reused), no(Code::AlreadyExists, "COMMAND_ID_REUSED"));
    assert_eq!(world.names().await, 62, "no name stays of what was refused");
}

#[tokio::test]
async fn a_second_file_gives_roles_to_people_who_are_known() {
    let world = World::start().await;
    let first = "Ada Byron,ada@example.org,trustee,,1/9/2025,\n";
    world.import_people(&file(first, false)).await.unwrap();
    let held = world.people_faults(first).await;
    assert_eq!(held, [(2, "The person already holds this role in some of that time.".to_owned())]);
    let second = file("Ada Byron,ADA@example.org,member,,1/9/2025,\n", false);
    let done = world.import_people(&second).await.unwrap();
    assert!(done.lines[0].known);
    let people = world.everybody().await;
    assert_eq!((people.len(), people[0].roles.len()), (1, 2));
    let again = world.import_people(&second).await.unwrap();
    assert_eq!(again.position, done.position, "a repeat");
}

#[tokio::test]
async fn one_fault_keeps_the_whole_file_out() {
    let world = World::start().await;
    world.join("150252", "Orford").await.unwrap();
    for (rows, line, says) in [
        (
            "Ada,a@b.example,trustee,,1/9/2025,\nBob,b@b.example,wizard,,1/9/2025,\n",
            3,
            "no such role",
        ),
        (
            "Ada,a@b.example,trustee,,1/9/2025,\nBob,A@B.example,member,,1/9/2025,\n",
            3,
            "another name",
        ),
        ("Ada,,trustee,,1/9/2025,\nAda,,member,,1/9/2025,\n", 3, "has this name too"),
        (
            "Ada,a@b.example,trustee,,1/9/2025,\nAda,a@b.example,trustee,,1/9/2025,\n",
            3,
            "already holds",
        ),
        ("Ada,a@b.example,headteacher,Nowhere,1/9/2025,\n", 2, "no school that is called Nowhere"),
    ] {
        let faults = world.people_faults(rows).await;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].0 == line && faults[0].1.contains(says), "{faults:?}");
    }
}

#[tokio::test]
async fn no_line_gives_a_role_to_the_person_who_sends_the_file() {
    let mut world = World::start().await;
    let ada = file("Ada Byron,ada@example.org,trustee,,1/9/2025,\n", false);
    let ada = world.import_people(&ada).await.unwrap().lines[0].person_id.clone();
    world.service.caller.actor = Uuid::try_parse(&ada).unwrap();
    let faults =
        world.people_faults("Ada Byron,ada@example.org,safeguarding lead,,1/9/2025,\n").await;
    assert!(faults[0].1.contains("The place is missing"), "{faults:?}");
    let faults = world.people_faults("Ada Byron,ada@example.org,member,,1/9/2025,\n").await;
    assert!(faults[0].1.contains("himself or herself"), "{faults:?}");
}
