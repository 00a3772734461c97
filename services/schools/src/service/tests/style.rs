//! The trust's mark and colour, and where the image is kept.

use super::*;
use crate::trust_mark::tests::picture;

impl World {
    async fn set_mark(&self, file: &[u8]) -> Result<u64, Status> {
        let request = v1::SetTrustMarkRequest { command_id: new_id(), file: file.to_vec() };
        Ok(self.doors.set_trust_mark(self.request(request)).await?.into_inner().position)
    }

    async fn remove_mark(&self) -> Result<u64, Status> {
        let request = v1::RemoveTrustMarkRequest { command_id: new_id() };
        Ok(self.doors.remove_trust_mark(self.request(request)).await?.into_inner().position)
    }

    async fn set_colour(&self, colour: &str) -> Result<u64, Status> {
        let (command_id, colour) = (new_id(), colour.to_owned());
        let request = v1::SetTrustColourRequest { command_id, colour };
        Ok(self.doors.set_trust_colour(self.request(request)).await?.into_inner().position)
    }

    async fn style(&self) -> Result<v1::GetTrustStyleResponse, Status> {
        self.catch_up().await;
        let request = v1::GetTrustStyleRequest { at_least: self.end().await, with_image: true };
        Ok(self.doors.get_trust_style(self.request(request)).await?.into_inner())
    }

    async fn kept_marks(&self) -> usize {
        self.service.rows(&["attachment.mark"]).await.len()
    }
}

#[tokio::test]
async fn a_mark_is_given_out_without_what_stands_beside_the_picture() {
    let world = World::start().await;
    assert_eq!(world.style().await.unwrap().mark, None);
    let position = world.set_mark(&picture(480, 160)).await.unwrap();
    let style = world.style().await.unwrap();
    let mark = style.mark.unwrap();
    assert_eq!((mark.width, mark.height, mark.bytes as usize), (480, 160, style.png.len()));
    assert_eq!(eventlog::hex(&<sha2::Sha256 as sha2::Digest>::digest(&style.png)), mark.sha256);
    assert!(!style.png.windows(8).any(|window| window == b"A person"));
    let events = world.doors.log.read(world.trust, position - 1, 1).await.unwrap();
    assert!(events[0].body.contains(&mark.sha256) && events[0].body.len() < 1_000);
    assert_eq!(refused(world.set_mark(&picture(480, 160)).await).1, "MARK_UNCHANGED");
    world.remove_mark().await.unwrap();
    let style = world.style().await.unwrap();
    assert_eq!((style.mark, style.png), (None, Vec::new()));
    assert_eq!(refused(world.remove_mark().await).1, "MARK_NOT_SET");
}

#[tokio::test]
async fn what_is_refused_is_not_kept_and_a_repeat_keeps_nothing() {
    let world = World::start().await;
    let no_png = world.set_mark(b"GIF89a").await;
    assert_eq!(refused(no_png), no(Code::InvalidArgument, "MARK_NOT_A_PNG"));
    assert_eq!(world.kept_marks().await, 0);
    let request = v1::SetTrustMarkRequest { command_id: new_id(), file: picture(64, 64) };
    let set = || world.doors.set_trust_mark(world.request(request.clone()));
    let position = set().await.unwrap().into_inner().position;
    world.set_mark(&picture(96, 64)).await.unwrap();
    assert_eq!(world.kept_marks().await, 2);
    world.service.store.admin().await.execute("delete from attachment.mark", &[]).await.unwrap();
    assert_eq!(set().await.unwrap().into_inner().position, position);
    assert_eq!(world.kept_marks().await, 0);
    // The mark that stands is another, and it is missing: nothing else is given out in its place.
    assert_eq!(world.style().await.unwrap_err().code(), Code::DataLoss);
}

#[tokio::test]
async fn a_colour_is_shown_until_the_trust_goes_back() {
    let world = World::start().await;
    world.set_colour("#00563F").await.unwrap();
    assert_eq!(world.style().await.unwrap().colour, "#00563f");
    let pale = world.set_colour("#ffcc00").await.unwrap_err();
    assert!(contract::says_no_for(&pale, "COLOUR_TOO_PALE"), "{pale:?}");
    assert!(pale.message().contains("#ffcc00 on white has 1.5 to 1; 4.5 to 1 is needed."));
    world.set_colour("").await.unwrap();
    assert_eq!(world.style().await.unwrap().colour, "");
}
