//! How many requests are under way to one host at once, by a server that counts.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::watch;

use super::*;

/// How many questions are asked at once.
const ASKED: usize = 11;

/// A server that holds every request back until it is told how many of them to answer. It tells how many have arrived.
struct Counting {
    address: SocketAddr,
    arrived: watch::Receiver<usize>,
    let_go: watch::Sender<usize>,
}

async fn counting() -> Counting {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (arrive, arrived) = watch::channel(0);
    let (let_go, going) = watch::channel(0);
    let arrive = Arc::new(arrive);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (arrive, mut going) = (Arc::clone(&arrive), going.clone());
            tokio::spawn(async move {
                let mut received = Vec::new();
                while stream.read_buf(&mut received).await.is_ok_and(|read| read > 0) {
                    if !received.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    received.clear();
                    let mut number = 0;
                    arrive.send_modify(|arrived| {
                        *arrived += 1;
                        number = *arrived;
                    });
                    going.wait_for(|going| *going >= number).await.unwrap();
                    let answer = response("200 OK", r#"{"results":[],"total":0}"#);
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    Counting { address, arrived, let_go }
}

#[tokio::test]
async fn no_more_than_four_requests_are_under_way_at_once() {
    let Counting { address, mut arrived, let_go } = counting().await;
    let route = Route::within(Duration::from_secs(20));
    let client = client(Connection { route, ..connection(format!("http://{address}")) });
    let request = list(PageFrom::Start);
    // Clones and the other generation's speaker share the limit.
    let clients: Vec<Client> = (0..ASKED).map(|_| client.speaking(Generation::Dps)).collect();
    let asking = join_all(clients.iter().map(|client| client.ask(&request)));
    let watching = async {
        for answered in 0..=ASKED {
            let under_way = (answered + 4).min(ASKED);
            arrived.wait_for(|arrived| *arrived >= under_way).await.unwrap();
            // Whoever would come too soon gets the time to: every task that can run does so many times over.
            for _ in 0..200 {
                tokio::task::yield_now().await;
            }
            assert_eq!(*arrived.borrow(), under_way, "after {answered} answers");
            let_go.send_replace(answered + 1);
        }
    };
    let (answers, ()) = tokio::join!(asking, watching);
    assert!(answers.iter().all(|answer| answer.result.is_ok()), "{answers:?}");
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_any_more_gives_its_place_back() {
    let Counting { address, mut arrived, let_go } = counting().await;
    let route = Route::within(Duration::from_secs(20));
    let client = client(Connection { route, ..connection(format!("http://{address}")) });
    let stuck: Vec<JoinHandle<Answer>> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.ask(&list(PageFrom::Start)).await })
        })
        .collect();
    arrived.wait_for(|arrived| *arrived == 4).await.unwrap();
    stuck.iter().for_each(JoinHandle::abort);
    let_go.send_replace(5);
    let answer = tokio::time::timeout(Duration::from_secs(20), client.ask(&list(PageFrom::Start))).await;
    assert!(answer.is_ok_and(|answer| answer.result.is_ok()));
}

#[tokio::test]
async fn the_time_that_a_request_waits_for_a_place_is_not_its_own() {
    let Counting { address, arrived, let_go } = counting().await;
    let route = Route { first_byte: Duration::from_millis(400), ..Route::within(Duration::from_secs(20)) };
    let client = client(Connection { route, ..connection(format!("http://{address}")) });
    let request = list(PageFrom::Start);
    // Eight requests that are never answered, at four a time: the later four have their whole time, too.
    let answers = join_all((0..8).map(|_| client.ask(&request))).await;
    assert_eq!(*arrived.borrow(), 8, "each of them left");
    assert!(answers.iter().all(|answer| failure(answer).cause == Cause::NoAnswer), "{answers:?}");
    drop(let_go);
}
