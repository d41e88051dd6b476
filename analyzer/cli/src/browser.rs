//! Opening a browser without telling the key to whoever lists processes: it opens a private file that leads on.

use std::env;
use std::io::{self, Write};
use tempfile::TempPath;

/// Whether somebody sits in front of a browser on this machine.
pub(crate) fn is_near() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let remote = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "CI"].into_iter().any(set);
    let display = !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY");
    display && !remote
}

/// Opens an address. The file goes away with what is returned.
///
/// # Errors
/// When it could not be written, or there is no browser.
pub(crate) fn open(address: &str) -> io::Result<TempPath> {
    // Only this user may read it, as `tempfile` makes all its files.
    let mut file = tempfile::Builder::new().prefix("seamline-").suffix(".html").tempfile()?;
    file.write_all(page(address).as_bytes())?;
    let path = file.into_temp_path();
    open::that_detached(&path)?;
    Ok(path)
}

/// The address is made of digits, letters and `/:#=.` alone.
fn page(address: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<title>Seamline</title>\n\
         <p><a href=\"{address}\">Open Seamline</a></p>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_leads_on_and_tells_nobody_from_where() {
        let page = page("http://127.0.0.1:1/#k=0");
        assert!(page.contains("content=\"0; url=http://127.0.0.1:1/#k=0\"") && page.contains("no-referrer"), "{page}");
        assert!(!page.contains("<script"));
    }
}
