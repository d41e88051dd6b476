//! For tests: a small shop, somebody who analyses it without a repository, and a router to ask.

use crate::analyst::{Analysed, Analyst, Options, Unanalysed};
use crate::bench::Bench;
use crate::books::Books;
use crate::door::Door;
use crate::log::{Disk, Log, Nowhere};
use crate::secret::Secret;
use crate::site::{Site, router};
use crate::status::State;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use seamline_analyzer::bench::Workbench;
use seamline_analyzer::decision::Previous;
use seamline_analyzer::facts::{Context, Parse, Reference, Tier, Unit};
use seamline_analyzer::{Analysis, Cancelled, Cx, Facts, Id, RepoPath, Settings, UnitId};
use seamline_reports::Document;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tower::ServiceExt;

pub(crate) const AUTHORITY: &str = "127.0.0.1:7000";

/// So many features of four files each, whose files call each other.
pub(crate) fn facts(features: usize) -> Facts {
    let layers = ["admin", "logic", "page", "rows"];
    let unit = |at: usize| Unit {
        path: RepoPath::new(&format!("{}/f{:04}.py", layers[at % 4], at / 4)).expect("a test path"),
        part: None,
        language: "python",
        lines: 10,
        bytes: 100,
        package: String::new(),
        types: Vec::new(),
        entity: false,
        parse: Parse::Full,
    };
    let mut units: Vec<Unit> = (0..features * 4).map(unit).collect();
    units.sort_by(|a, b| a.path.cmp(&b.path));
    let id = |layer: usize, feature: usize| UnitId::new(layer * features + feature);
    let reference = |from: UnitId, to: UnitId| Reference {
        from,
        to,
        context: Context::Call,
        name: "x".to_owned(),
        tier: Tier::Import,
        count: 2,
        lines: vec![1],
    };
    let own = |feature: usize| {
        [(0, 1), (2, 1), (1, 3), (0, 3)].map(|(from, to)| reference(id(from, feature), id(to, feature)))
    };
    let mut references: Vec<Reference> = (0..features).flat_map(own).collect();
    references.extend((1..features).map(|feature| reference(id(1, feature), id(1, feature - 1))));
    references.sort();
    let terms = units.iter().map(|_| Vec::new()).collect();
    Facts { units: units.into(), terms, references, ..Facts::default() }
}

/// Analyses the shop; the file is in memory.
pub(crate) struct Shop {
    pub(crate) features: usize,
    pub(crate) file: Mutex<String>,
    /// What cannot be written.
    pub(crate) full: Mutex<bool>,
    /// How long an analysis takes, at most, if nobody stops it.
    pub(crate) takes: Duration,
    /// How long a document takes, at most, if nobody stops it.
    pub(crate) tells: Duration,
    /// How many documents were stopped.
    pub(crate) stopped: Arc<AtomicUsize>,
}

impl Shop {
    pub(crate) fn new(features: usize) -> Self {
        Self {
            features,
            file: Mutex::default(),
            full: Mutex::default(),
            takes: Duration::ZERO,
            tells: Duration::ZERO,
            stopped: Arc::default(),
        }
    }
}

/// Takes its time, unless it is stopped.
fn linger(cx: Cx<'_>, time: Duration) -> Result<(), Cancelled> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        cx.cancel.check()?;
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

impl Analyst for Shop {
    fn repository(&self) -> String {
        "shop".to_owned()
    }

    fn check(&self, options: &Options) -> Result<(), String> {
        if options.rev.as_deref() == Some("nowhere") { Err("no such revision".to_owned()) } else { Ok(()) }
    }

    fn analyse(&self, cx: Cx<'_>, options: &Options) -> Result<Analysed, Unanalysed> {
        if options.rev.as_deref() == Some("panic") {
            panic!("asked for");
        }
        linger(cx, self.takes)?;
        let settings = Settings { seed: options.seed.unwrap_or(1), ..Settings::default() };
        let bench = Workbench::new(cx, facts(self.features), &settings, &Previous::default())?;
        let (tells, stopped) = (self.tells, Arc::clone(&self.stopped));
        let tell = move |cx: Cx<'_>, analysis: &Analysis| {
            let lingered = linger(cx, tells);
            stopped.fetch_add(usize::from(lingered.is_err()), Ordering::Relaxed);
            lingered?;
            Ok(Document::from(analysis))
        };
        Ok(Analysed { bench, text: self.file.lock().unwrap().clone(), document: Box::new(tell) })
    }

    fn read(&self) -> Result<String, String> {
        Ok(self.file.lock().unwrap().clone())
    }

    fn write(&self, text: &str) -> Result<(), String> {
        if *self.full.lock().unwrap() {
            return Err("the disk is full".to_owned());
        }
        text.clone_into(&mut self.file.lock().unwrap());
        Ok(())
    }
}

/// A router with its secrets.
pub(crate) struct Trial {
    pub(crate) router: Router,
    pub(crate) bench: Arc<Bench>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) key: String,
    pub(crate) bearer: String,
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.bench.stop();
    }
}

impl Trial {
    /// Nothing is analysed.
    pub(crate) fn new(lifetime: Duration) -> Self {
        let (shop, log) = (Arc::new(Shop::new(3)), Log::new(Box::new(Nowhere), 0));
        let bench = Bench::new(Arc::<Shop>::clone(&shop), false, Books::default(), log);
        Self::of(Arc::new(bench), shop, lifetime)
    }

    /// A shop is analysed, on a disk.
    pub(crate) fn shop(shop: Shop, disk: Box<dyn Disk>, books: Books, read_only: bool) -> Self {
        let (shop, log) = (Arc::new(shop), Log::new(disk, 0));
        let bench = Arc::new(Bench::new(Arc::<Shop>::clone(&shop), read_only, books, log));
        drop(bench.start());
        let trial = Self::of(bench, shop, Duration::from_secs(600));
        trial.wait(1);
        trial
    }

    /// The small shop without a disk.
    pub(crate) fn small() -> Self {
        Self::shop(Shop::new(3), Box::new(Nowhere), Books::default(), false)
    }

    fn of(bench: Arc<Bench>, shop: Arc<Shop>, lifetime: Duration) -> Self {
        let key = Secret::new().unwrap();
        let digits = key.reveal().to_owned();
        let door = Door::new(key, Instant::now() + lifetime).unwrap();
        let bearer = door.bearer().to_owned();
        let site = Arc::new(Site::new(AUTHORITY.to_owned(), door, Arc::clone(&bench)).expect("threads"));
        Self { router: router(&site), bench, shop, key: digits, bearer }
    }

    /// Waits until an analysis has ended.
    pub(crate) fn wait(&self, n: u64) {
        let status = self.bench.watch(n).unwrap();
        while status.borrow().state == State::Running {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Sends a request: method and target, what differs from a good one (`name: value`, `+name: value` for another
    /// value, `-name`; parted by ` | `), and a body. `$key` and `$bearer` stand for the secrets.
    pub(crate) fn ask(&self, line: &str, differs: &str, body: &[u8]) -> Answer {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(self.asked(line, differs, body))
    }

    /// The same, inside of something asynchronous.
    pub(crate) async fn asked(&self, line: &str, differs: &str, body: &[u8]) -> Answer {
        let fill = |text: &str| text.replace("$key", &self.key).replace("$bearer", &self.bearer);
        let line = fill(line);
        let (method, target) = line.split_once(' ').expect("a method and a target");
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static(AUTHORITY));
        headers.insert("authorization", HeaderValue::from_str(&fill("Bearer $bearer")).unwrap());
        for edit in differs.split(" | ").filter(|edit| !edit.is_empty()) {
            if let Some(name) = edit.strip_prefix('-') {
                headers.remove(name).expect("it was there");
                continue;
            }
            let (name, value) = edit.split_once(": ").expect("a name and a value");
            let value = HeaderValue::from_str(&fill(value)).unwrap();
            match name.strip_prefix('+') {
                Some(name) => drop(headers.append(name.parse::<HeaderName>().unwrap(), value)),
                None => drop(headers.insert(name.parse::<HeaderName>().unwrap(), value)),
            }
        }
        let body = fill(&String::from_utf8_lossy(body));
        let mut request = Request::builder().method(method).uri(target).body(Body::from(body)).unwrap();
        *request.headers_mut() = headers;
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// Reads something.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET /api/{path}"), "", b"")
    }

    /// Sends something.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(&format!("POST /api/{path}"), "content-type: application/json", body.to_string().as_bytes())
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// A good answer as JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        serde_json::from_str(&self.text).unwrap()
    }

    /// Status and kind of a denial.
    pub(crate) fn denial(&self) -> (u16, String) {
        let json: Value = serde_json::from_str(&self.text).unwrap_or_default();
        (self.status, json["kind"].as_str().unwrap_or_default().to_owned())
    }
}
