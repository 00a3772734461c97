use super::*;

/// Requests of a trust, by number.
#[derive(Debug)]
struct Numbers;

#[async_trait::async_trait]
impl Writer for Numbers {
    type Item = (u64, u64);
    type Answer = ();

    fn keys((_, number): &(u64, u64)) -> [u64; 2] {
        [*number; 2]
    }

    fn group((trust, _): &(u64, u64)) -> u64 {
        *trust
    }

    fn size(_: &(u64, u64)) -> usize {
        1
    }

    async fn write(&mut self, batch: Vec<(u64, u64)>) -> Vec<()> {
        vec![(); batch.len()]
    }
}

fn waiting(items: &[(u64, u64)]) -> Vec<Waiting<Numbers>> {
    items.iter().map(|item| Waiting::new(*item, oneshot::channel().0)).collect()
}

fn items(requests: Vec<Waiting<Numbers>>) -> Vec<(u64, u64)> {
    requests.into_iter().map(|request| request.item).collect()
}

#[test]
fn two_batches_share_no_trust_where_there_are_several() {
    let arrived = [(1, 10), (2, 20), (1, 11), (3, 30), (2, 21), (1, 12)];
    let mut under_way = UnderWay::default();
    let (first, rest) = choose(waiting(&arrived), 2, &under_way);
    let marks: Vec<_> = first.iter().map(|request| request.marks).collect();
    under_way.begin(&first);
    assert_eq!(items(first), [(1, 10), (1, 11)]);
    let (second, rest) = choose(rest, 3, &under_way);
    assert_eq!(items(second), [(2, 20), (3, 30), (2, 21)]);
    // What is left is of a trust under way: it follows as it came.
    let (third, rest) = choose(rest, 3, &under_way);
    assert_eq!((items(third), rest.len()), (vec![(1, 12)], 0));
    under_way.end(&marks);
    assert!(under_way.keys.is_empty() && under_way.groups.is_empty());
}

#[test]
fn what_shares_a_key_waits_and_keeps_its_turn() {
    let mut under_way = UnderWay::default();
    let (first, rest) = choose(waiting(&[(1, 10), (1, 10), (1, 11)]), 9, &under_way);
    under_way.begin(&first);
    assert_eq!(items(first), [(1, 10), (1, 11)]);
    let (second, rest) = choose(rest, 9, &under_way);
    assert_eq!((second.len(), items(rest)), (0, vec![(1, 10)]));
}
