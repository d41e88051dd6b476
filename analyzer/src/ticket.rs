//! Tickets that a commit's subject names: `SHOP-123`, `#123`, `GH-9`.
//!
//! A project's letters, two or more capitals and digits that begin with a letter, a hyphen and a number; or a `#` and a
//! number. Names of norms that look the same (`UTF-8`, `SHA-256`) are none.

/// Words that stand before a number and are no project, with what they are.
const NORMS: [(&str, &[&str]); 5] = [
    (
        "licences",
        &[
            "AFL", "AGPL", "APACHE", "APSL", "BSD", "BSL", "CDDL", "CECILL", "CPL", "ECL", "EPL", "EUPL", "GFDL",
            "GPL", "LGPL", "LPPL", "MPL", "MS", "NPL", "OFL", "OSL", "SSPL", "UPL", "ZPL",
        ],
    ),
    (
        "standards",
        &[
            "ANSI", "BIP", "BS", "DIN", "EAN", "ECMA", "EIA", "EIP", "ETSI", "FIPS", "IEC", "IEEE", "ISBN", "ISO",
            "ITU", "JEP", "JSR", "NIST", "PEP", "POSIX", "PSR", "RFC", "WCAG",
        ],
    ),
    ("encodings", &["ASCII", "CP", "EBCDIC", "GB", "ISCII", "KOI", "LATIN", "UCS", "UTF", "WINDOWS"]),
    ("ciphers and sums", &["AES", "BLAKE", "CRC", "DES", "HMAC", "MD", "RC", "RSA", "SHA", "SSL", "TLS"]),
    ("lists of weaknesses", &["CAPEC", "CVE", "CWE", "GHSA", "OSV"]),
];

/// The tickets of a subject, in order, each once.
///
/// ```
/// use seamline_analyzer::ticket::tickets;
/// assert_eq!(tickets("SHOP-12: round prices (#34)"), ["SHOP-12", "#34"]);
/// ```
pub fn tickets(subject: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '#' | '_');
    for word in subject.split(|c| !inside(c)).filter(|word| is_ticket(word)) {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

fn is_ticket(word: &str) -> bool {
    let number = |digits: &str| (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(digits) = word.strip_prefix('#') {
        return number(digits);
    }
    let Some((project, digits)) = word.split_once('-') else { return false };
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (2..=10).contains(&project.len())
        && project.as_bytes()[0].is_ascii_uppercase()
        && project.bytes().all(capital)
        && number(digits)
        && !NORMS.iter().any(|(_, words)| words.contains(&project))
}

#[cfg(test)]
mod tests {
    use super::tickets;

    fn check(subject: &str, expected: &[&str]) {
        assert_eq!(tickets(subject), expected, "{subject}");
    }

    #[test]
    fn projects_and_numbers() {
        check("SHOP-12 and SHOP-7, SHOP-12 again", &["SHOP-12", "SHOP-7"]);
        check("fix #4 (#12)", &["#4", "#12"]);
        check("[AB2-77] tax", &["AB2-77"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        check("UTF-8, SHA-256 and CVE-2024-1234", &[]);
        check("AGPL-3, CVE-2019, ISO-8859, LGPL-2 and TLS-1", &[]);
        check("A-1 Shop-12 2A-1 SHOP-x SHOP-12b #x # SHOP-12345678", &[]);
        check("c#12 SHOP_A-1 SHOP-1-2", &[]);
        check("", &[]);
    }
}
