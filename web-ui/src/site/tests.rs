use crate::door::LIFETIME;
use crate::endpoint;
use crate::guard::MAX_BODY;
use crate::page;
use crate::trial::{Answer, Trial};
use std::time::Duration;

const GET: &str = "GET /api/openapi.json";
const OPEN: &str = "POST /api/session";
const JSON: &str = "content-type: application/json";
const GOOD: &str = r#"{"key":"$key"}"#;
const NONE: &str = "";

/// What is tried, the request, what differs in its head, its body, and the status. The numbers are those of the test
/// matrix of the design.
const CASES: &[(&str, &str, &str, &str, u16)] = &[
    ("W5 the host itself", GET, "", NONE, 200),
    ("W5 the page needs no bearer", "GET /", "-authorization", NONE, 200),
    ("W6 another host", GET, "host: evil.test", NONE, 403),
    ("W6 another host, the page", "GET /", "host: evil.test:7000", NONE, 403),
    ("W7 a host that begins like it", GET, "host: 127.0.0.1.evil.test:7000", NONE, 403),
    ("W7 a host that ends like it", GET, "host: evil-127.0.0.1:7000", NONE, 403),
    ("W8 a name that was not printed", GET, "host: localhost:7000", NONE, 403),
    ("W8 with a full stop", GET, "host: localhost.:7000", NONE, 403),
    ("W8 in capitals", GET, "host: LOCALHOST:7000", NONE, 403),
    ("W8 the address with a full stop", GET, "host: 127.0.0.1.:7000", NONE, 403),
    ("W9 no host", GET, "-host", NONE, 403),
    ("W9 an empty host", GET, "host: ", NONE, 403),
    ("W10 the host twice", GET, "+host: 127.0.0.1:7000", NONE, 403),
    ("W10 another host behind it", GET, "+host: evil.test", NONE, 403),
    ("W11 another port", GET, "host: 127.0.0.1:7001", NONE, 403),
    ("W11 no port", GET, "host: 127.0.0.1", NONE, 403),
    ("W11 a port with a zero", GET, "host: 127.0.0.1:07000", NONE, 403),
    ("W12 a whole address of another", "GET http://evil.test/api/state", "", NONE, 400),
    ("W12 a whole address of its own", "GET http://127.0.0.1:7000/api/state", "", NONE, 400),
    ("W13 all addresses", GET, "host: 0.0.0.0:7000", NONE, 403),
    ("W13 another loopback address", GET, "host: 127.0.0.2:7000", NONE, 403),
    ("W13 a decimal address", GET, "host: 2130706433:7000", NONE, 403),
    ("W13 a hexadecimal address", GET, "host: 0x7f000001:7000", NONE, 403),
    ("W13 an IPv6 address", GET, "host: [::ffff:127.0.0.1]:7000", NONE, 403),
    ("W15 another origin", GET, "origin: http://evil.test", NONE, 403),
    ("W15 another origin opens", OPEN, "content-type: application/json | origin: http://evil.test", GOOD, 403),
    ("W15 its own origin", GET, "origin: http://127.0.0.1:7000", NONE, 200),
    ("W15 two origins", GET, "origin: http://127.0.0.1:7000 | +origin: http://evil.test", NONE, 403),
    ("W16 no origin by name", GET, "origin: null", NONE, 403),
    ("W17 another port of this machine", GET, "origin: http://127.0.0.1:7001", NONE, 403),
    ("W17 another scheme", GET, "origin: https://127.0.0.1:7000", NONE, 403),
    ("W17 another name", GET, "origin: http://localhost:7000", NONE, 403),
    ("W18 a program", GET, "", NONE, 200),
    ("W19 another site", GET, "sec-fetch-site: cross-site", NONE, 403),
    ("W19 another port", GET, "sec-fetch-site: same-site", NONE, 403),
    ("W19 typed by hand", GET, "sec-fetch-site: none", NONE, 403),
    ("W19 the page", GET, "sec-fetch-site: same-origin", NONE, 200),
    ("W19 two words for it", GET, "sec-fetch-site: same-origin | +sec-fetch-site: cross-site", NONE, 403),
    ("W19 a link to the page", "GET /", "sec-fetch-site: cross-site | -authorization", NONE, 200),
    ("W20 text", OPEN, "content-type: text/plain", GOOD, 415),
    ("W20 a form", OPEN, "content-type: application/x-www-form-urlencoded", GOOD, 415),
    ("W20 a form in parts", OPEN, "content-type: multipart/form-data; boundary=x", GOOD, 415),
    ("W20 nothing said", OPEN, "", GOOD, 415),
    ("W20 said twice", OPEN, "content-type: application/json | +content-type: text/plain", GOOD, 415),
    ("W20 JSON with its letters", OPEN, "content-type: Application/JSON; charset=utf-8", GOOD, 200),
    ("W21 asking for permission", "OPTIONS /api/session", "origin: http://127.0.0.1:7000", NONE, 405),
    ("W21 asking from elsewhere", "OPTIONS /api/session", "access-control-request-method: POST", NONE, 405),
    ("W22 no bearer", GET, "-authorization", NONE, 401),
    ("W22 a short one", GET, "authorization: Bearer 0", NONE, 401),
    ("W22 an empty one", GET, "authorization: Bearer ", NONE, 401),
    ("W22 a wrong one", GET, "authorization: Bearer 00000000000000000000000000000000", NONE, 401),
    ("W22 more than it", GET, "authorization: Bearer $bearer0", NONE, 401),
    ("W22 without its scheme", GET, "authorization: $bearer", NONE, 401),
    ("W22 under another scheme", GET, "authorization: Basic $bearer", NONE, 401),
    ("W22 two", GET, "+authorization: Bearer $bearer", NONE, 401),
    ("W22 the key is no bearer", GET, "authorization: Bearer $key", NONE, 401),
    ("W22 nothing is told without one", "GET /api/nothing", "-authorization", NONE, 401),
    ("W22 a wrong key", OPEN, JSON, r#"{"key":"00000000000000000000000000000000"}"#, 401),
    ("W22 an empty key", OPEN, JSON, r#"{"key":""}"#, 401),
    ("W22 the bearer is no key", OPEN, JSON, r#"{"key":"$bearer"}"#, 401),
    ("W23 the key", OPEN, JSON, GOOD, 200),
    ("W25 in a cookie", GET, "-authorization | cookie: bearer=$bearer", NONE, 401),
    ("W25 in the address", "GET /api/openapi.json?bearer=$bearer&access_token=$bearer", "-authorization", NONE, 401),
    ("W25 the key in the address", "POST /api/session?key=$key", JSON, "{}", 400),
    ("W28 climbing out", "GET /../../etc/passwd", "", NONE, 400),
    ("W28 climbing out of the data", "GET /api/../../etc/passwd", "", NONE, 400),
    ("W28 climbing out in code", "GET /%2e%2e/%2e%2e/etc/passwd", "", NONE, 400),
    ("W28 climbing out in double code", "GET /%252e%252e/etc/passwd", "", NONE, 400),
    ("W29 backslashes", "GET /..\\..\\etc\\passwd", "", NONE, 400),
    ("W29 backslashes in code", "GET /%5c%5cserver%5cshare", "", NONE, 400),
    ("W30 two slashes", "GET //api/state", "", NONE, 400),
    ("W30 two slashes without a bearer", "GET //api/state", "-authorization", NONE, 400),
    ("W30 zero in code", "GET /api/state%00.html", "", NONE, 400),
    ("W30 its letters in code", "GET /%61pi/state", "-authorization", NONE, 400),
    ("W31 a file", "GET /api/file?path=/etc/passwd", "", NONE, 404),
    ("W31 a file of the program", "GET /page/page.js", "", NONE, 404),
    ("W31 a file of the project", "GET /seamline.toml", "", NONE, 404),
    ("W32 a folder", "GET /api/", "", NONE, 404),
    ("W32 a folder without a slash", "GET /api", "", NONE, 404),
    ("W32 a resource as a folder", "GET /api/state/", "", NONE, 404),
    ("W34 capitals", "GET /API/state", "", NONE, 404),
    ("W34 a tag", "GET /%3Cscript%3E", "", NONE, 400),
    ("W34 the page is not written", "POST /", JSON, "{}", 405),
    ("W34 data is not written", "POST /api/state", JSON, "{}", 405),
    ("W34 data is not put", "PUT /api/state", "", NONE, 405),
    ("W34 data is not deleted", "DELETE /api/state", "", NONE, 405),
    ("W34 no echo", "TRACE /api/state", "", NONE, 405),
    ("W34 an invented method", "SEAM /api/analysis", "", NONE, 405),
    ("W34 the key is not read", "GET /api/session", "", NONE, 405),
    ("W34 no JSON", OPEN, JSON, "key", 400),
    ("W34 another JSON", OPEN, JSON, r#"{"key":1}"#, 400),
    ("W34 more JSON", OPEN, JSON, r#"{"key":"$key","more":1}"#, 400),
    ("W34 twice", OPEN, JSON, r#"{"key":"$key","key":"$key"}"#, 400),
    ("W35 much by its own account", OPEN, "content-type: application/json | content-length: 1048577", GOOD, 413),
    ("W35 a length that is none", OPEN, "content-type: application/json | content-length: x", GOOD, 413),
];

fn exchange(trial: &Trial) -> Answer {
    trial.ask("POST /api/session", "-authorization | content-type: application/json", br#"{"key":"$key"}"#)
}

#[test]
fn each_request_gets_its_status() {
    for (what, line, differs, body, status) in CASES {
        let trial = Trial::new(LIFETIME);
        let answer = trial.ask(line, differs, body.as_bytes());
        assert_eq!(answer.status, *status, "{what}: {}", answer.text);
        sealed(what, &answer);
        if answer.status != 200 {
            plain(what, line, &trial, &answer);
        }
    }
}

/// W42, W21: what every response carries, and what none does.
fn sealed(what: &str, answer: &Answer) {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("cache-control"), "no-store", "{what}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    let granted =
        answer.headers.keys().find(|name| name.as_str().starts_with("access-control") || *name == "set-cookie");
    assert_eq!(granted, None, "{what}");
}

/// W24, W34: a refusal is one plain sentence and repeats nothing.
fn plain(what: &str, line: &str, trial: &Trial, answer: &Answer) {
    assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8", "{what}");
    assert_eq!(answer.text.lines().count(), 1, "{what}: {}", answer.text);
    let target = line.split(' ').nth(1).expect("a target");
    let said = format!("{} {:?}", answer.text, answer.headers);
    assert!(target == "/" || !said.contains(target), "{what}: {said}");
    assert!(!answer.text.contains(['/', '<', '\\']) || answer.status == 415, "{what}: {said}");
    assert!(!said.contains(&trial.key) && !said.contains(&trial.bearer), "{what}: {said}");
    let needs = [(401, "www-authenticate"), (405, "allow")];
    for (status, header) in needs {
        assert_eq!(answer.status == status, answer.headers.contains_key(header), "{what}: {said}");
    }
}

/// A request with every fault is refused for the first; mended one by one, for the next.
#[test]
fn the_first_fault_decides() {
    let trial = Trial::new(LIFETIME);
    let body = vec![b' '; MAX_BODY + 1];
    let check = |line: &str, differs: &str, body: &[u8], status: u16| {
        assert_eq!(trial.ask(line, differs, body).status, status, "{line} {differs}");
    };
    check("PUT /api//x", "host: evil.test | origin: null | -authorization", &body, 403);
    check("PUT /api//x", "origin: null | -authorization", &body, 405);
    check("POST /api//x", "origin: null | -authorization", &body, 400);
    check("POST /api/x", "origin: null | -authorization", &body, 403);
    check("POST /api/x", "-authorization", &body, 415);
    check("POST /api/x", "-authorization | content-type: application/json", &body, 413);
    check("POST /api/x", "-authorization | content-type: application/json", b"", 401);
    check("POST /api/x", "content-type: application/json", b"", 404);
}

/// W35, W39: a mebibyte is read, a byte more is not, and depth is no way around it.
#[test]
fn what_is_sent_has_an_end() {
    let trial = Trial::new(LIFETIME);
    for (body, status) in [
        (vec![b' '; MAX_BODY], 400),
        (vec![b' '; MAX_BODY + 1], 413),
        (vec![b'['; MAX_BODY], 400),
        (format!("{{\"key\":{}", "[".repeat(1_000_000)).into_bytes(), 400),
    ] {
        assert_eq!(trial.ask(OPEN, JSON, &body).status, status, "{} bytes", body.len());
    }
}

/// W23.
#[test]
fn a_key_is_good_once() {
    let trial = Trial::new(LIFETIME);
    let first = exchange(&trial);
    assert_eq!((first.status, first.text), (200, format!("{{\"bearer\":\"{}\"}}", trial.bearer)));
    let second = exchange(&trial);
    assert_eq!((second.status, second.text.as_str()), (401, "this key is wrong, used or too old\n"));
    assert_eq!(trial.ask(GET, "", b"").status, 200);
}

/// W22.
#[test]
fn a_key_that_is_too_old_is_worth_nothing() {
    assert_eq!(exchange(&Trial::new(Duration::ZERO)).status, 401);
}

/// W33: whatever is read, however often, everything stays as it was, and the key too.
#[test]
fn reading_changes_nothing() {
    let trial = Trial::small();
    let edit = r#"{"revision":0,"edit":{"do":"move","units":[0],"to":"new"},"reason":"tried"}"#;
    assert_eq!(trial.ask("POST /api/analyses/1/scenarios/1/edit", JSON, edit.as_bytes()).status, 200);
    let reads = || endpoint::ALL.iter().filter(|one| one.act == endpoint::Act::Read);
    let mut paths: Vec<String> = reads().map(|one| one.path.replace("{n}", "1").replace("{m}", "1")).collect();
    paths.extend(["/".to_owned(), "/api/session".to_owned()]);
    let all = || -> Vec<(u16, String)> {
        let ask = |path: &String| trial.ask(&format!("GET {path}?key=$key"), "", b"");
        paths.iter().map(ask).map(|answer| (answer.status, answer.text)).collect()
    };
    let first = all();
    assert_eq!(first.iter().filter(|(status, _)| *status == 200).count(), paths.len() - 1);
    for path in &paths {
        let head = trial.ask(&format!("HEAD {path}"), "", b"");
        assert!(head.status == 405 || head.text.is_empty(), "{path}");
    }
    assert_eq!(all(), first);
    assert_eq!(exchange(&trial).status, 200);
    assert_eq!(all(), first);
}

/// W34: what is read is not written, what is written is not read, and nothing of it without the bearer.
#[test]
fn every_address_has_its_method_and_its_guard() {
    let trial = Trial::small();
    for one in endpoint::ALL {
        let path = one.path.replace("{n}", "1").replace("{m}", "1");
        let both = endpoint::ALL.iter().filter(|other| other.path == one.path).count() == 2;
        let (own, other) = if one.act == endpoint::Act::Read { ("GET", "POST") } else { ("POST", "GET") };
        if !both {
            assert_eq!(trial.ask(&format!("{other} {path}"), JSON, b"{}").status, 405, "{path}");
        }
        for (differs, status) in [
            ("-authorization", 401),
            ("host: evil.test", 403),
            ("origin: http://127.0.0.1:7001", 403),
            ("sec-fetch-site: cross-site", 403),
        ] {
            let answer = trial.ask(&format!("{own} {path}"), &format!("{JSON} | {differs}"), b"{}");
            assert_eq!(answer.status, status, "{path} {differs}");
        }
        if own == "POST" {
            assert_eq!(trial.ask(&format!("POST {path}"), "content-type: text/plain", b"{}").status, 415, "{path}");
            let large = vec![b' '; MAX_BODY + 1];
            assert_eq!(trial.ask(&format!("POST {path}"), JSON, &large).status, 413, "{path}");
            let deep = format!("{{\"revision\":0,\"edit\":{}", "[".repeat(1_000_000));
            let odd = [deep.as_bytes(), b"", b"[]", b"null", br#"{"revision":-1}"#, br#"{"more":1}"#];
            for body in odd {
                assert_eq!(trial.ask(&format!("POST {path}"), JSON, body).status, 400, "{path}");
            }
        }
        let answer = trial.ask(&format!("{own} {path}"), JSON, b"{}");
        sealed(&path, &answer);
        if answer.status == 200 {
            assert_eq!(answer.headers["content-type"], one.media, "{path}");
        }
    }
}

/// What is named in an address is a number of something that is there.
#[test]
fn only_numbers_are_names() {
    let trial = Trial::small();
    for path in
        ["analyses/2/model", "analyses/0/model", "analyses/1/scenarios/2", "analyses/18446744073709551615/model"]
    {
        assert_eq!(trial.get(path).denial(), (422, "unknown".to_owned()), "{path}");
    }
    for path in
        ["analyses/-1/model", "analyses/x/model", "analyses/1/scenarios/one", "analyses/18446744073709551616/model"]
    {
        assert!([400, 404].contains(&trial.get(path).status), "{path}");
    }
}

#[test]
fn the_page_tells_no_secret() {
    let trial = Trial::new(LIFETIME);
    let page = trial.ask("GET /", "-authorization", b"");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["content-security-policy"], page::policy().as_str());
    assert!(!page.text.contains(&trial.key) && !page.text.contains(&trial.bearer));
}
