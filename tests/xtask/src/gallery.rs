//! `cargo xtask pages`: every page in every state in an ordinary browser. A page is rendered again when it is
//! requested and a template, a sentence or the code behind it has changed; styles are read again each time.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::command::{self, cargo, root, target};

/// Renders `target/gallery`.
pub(crate) fn render() -> Result<(), String> {
    command::run(&mut cargo(["test", "--workspace", "--lib", "--", "pages::gallery"]))
}

/// Serves it until the process is stopped.
pub(crate) fn run() -> Result<(), String> {
    render()?;
    let mut rendered = SystemTime::now();
    let server = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("No port is free: {error}"))?;
    let port = server.local_addr().map_err(|error| error.to_string())?.port();
    println!("\nEvery page is at http://127.0.0.1:{port}/ (Ctrl+C ends this).");
    for visitor in server.incoming().flatten() {
        if changed_since(rendered) {
            let now = SystemTime::now();
            // Compile errors are printed above; the last pages stay.
            if render().is_ok() {
                rendered = now;
            }
        }
        let _ = answer(visitor);
    }
    Ok(())
}

/// Whether any source of the pages is newer.
fn changed_since(then: SystemTime) -> bool {
    let mut left: Vec<PathBuf> =
        ["ui/pages", "ui/words", "src-tauri/src"].map(|folder| root().join(folder)).into();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
        } else if fs::metadata(&path).and_then(|file| file.modified()).is_ok_and(|changed| changed > then) {
            return true;
        }
    }
    false
}

fn answer(mut visitor: TcpStream) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(&visitor).read_line(&mut line)?;
    let path = line.split_whitespace().nth(1).unwrap_or("/");
    let page = if path == "/" { Some((list().into_bytes(), "text/html")) } else { file(path) };
    let (status, (body, kind)) =
        page.map_or(("404 Not Found", (Vec::new(), "text/plain")), |page| ("200 OK", page));
    write!(
        visitor,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    visitor.write_all(&body)
}

/// Links to every state.
fn list() -> String {
    let folder = target().map(|target| target.join("gallery")).unwrap_or_default();
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|file| file.file_name().to_string_lossy().strip_suffix(".html").map(str::to_owned))
        .collect();
    names.sort();
    let links: Vec<String> =
        names.iter().map(|name| format!("<li><a href=\"{name}.html\">{name}</a>")).collect();
    let links = links.concat();
    format!("<!doctype html><title>Latchkey: pages</title><ul>{links}</ul>")
}

fn file(path: &str) -> Option<(Vec<u8>, &'static str)> {
    let path = inside(path)?;
    let kind = match path.extension()?.to_str()? {
        "html" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let body = [target().ok()?.join("gallery"), root().join("ui/static")]
        .iter()
        .find_map(|folder| fs::read(folder.join(&path)).ok());
    Some((body?, kind))
}

/// The part of an address that is a file inside the folder.
fn inside(path: &str) -> Option<PathBuf> {
    let path = path.split('?').next()?.strip_prefix('/')?;
    let plain = path.split('/').all(|part| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            && !part.starts_with('.')
    });
    plain.then(|| Path::new(path).to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_below_the_folder_is_served() {
        assert_eq!(inside("/style/base.css?1"), Some(PathBuf::from("style/base.css")));
        for bad in
            ["", "/", "//etc", "/../x.html", "/a/../../x", "/.git/config", "/a b", "/%2e%2e/x", "x.html"]
        {
            assert_eq!(inside(bad), None, "{bad}");
        }
    }
}
