use super::*;
use crate::log::tests::Small;
use crate::log::{Log, line, read};

fn lines(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn scenario(n: u64, m: u64, text: &str) -> Record {
    Record::Scenario { n, m, name: "s".into(), seen: "a".into(), clean: "b".into(), lines: lines(text) }
}

fn edit(n: u64, at: usize, out: usize, put: &str) -> Record {
    Record::Edit { n, m: 1, at, out, put: lines(put) }
}

fn applied(records: &[Record]) -> Books {
    let mut books = Books::default();
    records.iter().for_each(|record| books.apply(record.clone()).expect("it fits"));
    books
}

fn story() -> Vec<Record> {
    vec![
        Books::begin(),
        scenario(1, 1, "a b c"),
        edit(1, 1, 1, "x y"),
        Record::Undo { n: 1, m: 1 },
        Record::Redo { n: 1, m: 1 },
        Record::Analysis { n: 2, label: Some("ü".into()), options: Options { seed: Some(3), ..Options::default() } },
        scenario(2, 1, ""),
        scenario(1, 2, "z"),
        Record::Name { n: 1, m: 2, name: "other".into() },
        edit(2, 0, 0, "new"),
        Record::Seen { n: 1, m: 2, seen: "a".into(), clean: "c".into() },
        Record::Saved { from: "a".into(), to: "d".into(), clean: "e".into() },
        Record::Drop { n: 1, m: 2 },
    ]
}

#[test]
fn a_replay_gives_what_was_there() {
    let books = applied(&story());
    let one = books.scenario(1, 1).unwrap();
    assert_eq!((one.lines(), one.revision(), one.can()), (lines("a x y c").as_slice(), 3, (true, false)));
    assert_eq!((one.seen.as_str(), one.clean.as_str()), ("d", "e"));
    assert!(books.scenario(1, 2).is_none() && books.next() == 3 && books.analyses[&1].next() == 3);
    let bytes: Vec<u8> = story().iter().map(line).collect::<String>().into_bytes();
    let mut again = Books::default();
    read(&bytes, |record| again.apply(record).is_ok());
    assert_eq!(again, books);
    // Killed at every byte: what whole lines say.
    for length in 0..bytes.len() {
        let mut cut = Books::default();
        let found = read(&bytes[..length], |record| cut.apply(record).is_ok());
        assert_eq!(cut, applied(&story()[..found.records]), "{length}");
    }
}

#[test]
fn what_fits_nothing_changes_nothing() {
    let books = applied(&story());
    for record in [
        Books::begin(),
        scenario(1, 1, ""),
        scenario(1, 2, ""),
        scenario(9, 1, ""),
        edit(1, 4, 1, ""),
        edit(3, 0, 0, ""),
        Record::Redo { n: 1, m: 1 },
        Record::Redo { n: 2, m: 1 },
        Record::Drop { n: 1, m: 2 },
        Record::Analysis { n: 2, label: None, options: Options::default() },
        Record::Check { digest: "0".into() },
    ] {
        let mut trial = books.clone();
        assert!(trial.apply(record.clone()).is_err(), "{record:?}");
        assert_eq!(trial, books, "{record:?}");
    }
}

#[test]
fn a_check_is_due_now_and_then() {
    let mut books = applied(&story());
    for number in books.records..CHECKED_EVERY {
        assert_eq!(books.check(), None, "{number}");
        books.apply(edit(1, 0, 0, "n")).unwrap();
    }
    let check = books.check().expect("it is due");
    books.apply(check.clone()).unwrap();
    assert_eq!(books.check(), None);
    books.apply(edit(1, 0, 0, "n")).unwrap();
    assert!(books.apply(check).is_err());
}

/// W46 through the log: ten thousand edits, undone one by one, are none.
#[test]
fn ten_thousand_edits_replayed_and_undone() {
    let disk = Small::of(usize::MAX);
    let (mut books, mut log) = (Books::default(), Log::new(Box::new(disk.clone()), 0));
    let mut write = |record: Record| {
        log.write(&record).unwrap();
        books.apply(record).unwrap();
        books.check().into_iter().for_each(|check| {
            log.write(&check).unwrap();
            books.apply(check).unwrap();
        });
    };
    write(Books::begin());
    write(scenario(1, 1, "start"));
    (0..10_000).for_each(|number| write(edit(1, number % 7 % (number + 1), 0, &number.to_string())));
    (0..10_000).for_each(|_| write(Record::Undo { n: 1, m: 1 }));
    assert_eq!(books.scenario(1, 1).unwrap().lines(), lines("start"));
    let mut again = Books::default();
    let found = read(&disk.bytes.lock().unwrap(), |record| again.apply(record).is_ok());
    assert_eq!((found.records > 20_000, again), (true, books));
}
