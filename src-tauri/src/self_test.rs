//! `latchkey --self-test [FILE] [--address ADDRESS]`: the check of this computer without a window, for
//! administrators who install Latchkey on many. Prints the report, writes it into the file if one is named,
//! and exits with 0 when Latchkey can work here, 1 when it can't, 2 when the arguments are wrong.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use latchkey_core::vault::{Keeper, Keychain};

use crate::checkup;
use crate::words::Words;
use crate::{folders, log};

const ARGUMENT: &str = "--self-test";
const ADDRESS: &str = "--address";

/// Longer than a user would wait for a prompt of the keychain, for unattended runs.
const UNATTENDED: Duration = Duration::from_secs(60);

#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    file: Option<PathBuf>,
    address: String,
}

/// Runs the self-test where the program's arguments ask for it, and returns its exit code.
pub(crate) fn asked() -> Option<i32> {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    let request = understand(&arguments)?;
    let Ok(request) = request else {
        say(&format!("latchkey {ARGUMENT} [FILE] [{ADDRESS} ADDRESS]\n"));
        return Some(2);
    };
    Some(run(&request))
}

/// `None`: the arguments ask for something else.
fn understand(arguments: &[String]) -> Option<Result<Request, ()>> {
    let (first, rest) = arguments.split_first()?;
    if first != ARGUMENT {
        return None;
    }
    let mut request = Request::default();
    let mut rest = rest.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), &request.file) {
            (ADDRESS, _) => match rest.next() {
                Some(address) if request.address.is_empty() => request.address.clone_from(address),
                _ => return Some(Err(())),
            },
            (other, None) if !other.starts_with('-') => request.file = Some(other.into()),
            _ => return Some(Err(())),
        }
    }
    Some(Ok(request))
}

fn run(request: &Request) -> i32 {
    // The log has the causes of the findings, as it has for the app.
    if let Ok(folder) = folders::log() {
        log::start(&folder);
    }
    let words = Words::english();
    let keeper = Keeper::new(Arc::new(Keychain::default()));
    let view = tauri::async_runtime::block_on(async {
        let check = checkup::run(&keeper, None, &request.address, &words);
        tokio::pin!(check);
        tokio::select! {
            view = &mut check => view,
            () = tokio::time::sleep(UNATTENDED) => {
                // There may be no user to answer a prompt.
                keeper.stop_waiting();
                check.await
            }
        }
    });
    say(view.report());
    if let Some(file) = &request.file
        && let Err(error) = write(file, view.report())
    {
        say(&format!("{}: {error}\n", file.display()));
        return 2;
    }
    i32::from(!view.is_fit())
}

/// Writes the report into a file, replacing an older one. It takes that name and is never written through it:
/// a process that tests a whole computer may write anywhere, and a link could lead anywhere.
fn write(file: &Path, report: &str) -> io::Result<()> {
    if std::fs::symlink_metadata(file).is_ok_and(|there| !there.is_file()) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has permissions to set"))]
    let mut beside = tempfile::Builder::new();
    // Readable like any file that this account writes.
    #[cfg(unix)]
    beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut beside = beside.tempfile_in(folder)?;
    beside.write_all(report.as_bytes())?;
    beside.persist(file)?;
    Ok(())
}

/// Prints to the terminal; a windowed program on Windows may have none.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(line: &str) -> Option<Result<Request, ()>> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        understand(&arguments)
    }

    #[test]
    fn a_report_takes_the_place_of_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.txt");
        write(&file, "the first").unwrap();
        write(&file, "second").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "second");
        write(folder.path(), "a folder").unwrap_err();
        write(&folder.path().join("none/report.txt"), "no folder").unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_report_is_written_through_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, elsewhere) = (folder.path().join("report.txt"), folder.path().join("somebody's"));
        std::fs::write(&elsewhere, "somebody's").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
        write(&file, "a link").unwrap_err();
        std::fs::remove_file(&file).unwrap();
        // One that leads nowhere yet.
        std::os::unix::fs::symlink(folder.path().join("not there"), &file).unwrap();
        write(&file, "a link").unwrap_err();
        std::fs::remove_file(&file).unwrap();
        // A hard link to another file: only the report gets replaced, not the other file.
        std::fs::hard_link(&elsewhere, &file).unwrap();
        write(&file, "the report").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "the report");
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "somebody's");
        assert!(!folder.path().join("not there").exists());
    }

    #[test]
    fn it_is_asked_for_by_its_argument_alone() {
        assert_eq!(given(""), None);
        assert_eq!(given("--practise"), None);
        assert_eq!(given("--self-test"), Some(Ok(Request::default())));
        let both = Request { file: Some("report.txt".into()), address: "acme.halopsa.com".to_owned() };
        assert_eq!(given("--self-test report.txt --address acme.halopsa.com"), Some(Ok(both)));
        let address = Request { file: None, address: "acme.halopsa.com".to_owned() };
        assert_eq!(given("--self-test --address acme.halopsa.com"), Some(Ok(address)));
        for wrong in ["one two", "--quick", "--address", "--address a --address b"] {
            assert_eq!(given(&format!("--self-test {wrong}")), Some(Err(())), "{wrong}");
        }
    }
}
