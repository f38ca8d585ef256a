//! The metadata of a program for Windows: its size, its subsystem and its version resource, which Windows
//! shows in its properties and when it asks whether the program may run.

use std::fs;
use std::path::Path;

/// Strings that are shown to users are required.
const SHOWN: [&str; 4] = ["CompanyName", "FileDescription", "ProductName", "FileVersion"];

/// Prints it. An error when something is missing, or the version differs from ours.
pub(crate) fn describe(program: &Path) -> Result<(), String> {
    let bytes = fs::read(program).map_err(|error| format!("{}: {error}", program.display()))?;
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let subsystem = subsystem(&bytes).ok_or_else(|| format!("{name} is no program for Windows"))?;
    println!("{name}: {} KiB, {subsystem}", bytes.len() / 1024);
    for shown in SHOWN {
        let value = resource(&bytes, shown).ok_or_else(|| format!("{name} has no {shown}"))?;
        println!("  {shown}: {value}");
        if shown == "FileVersion" && value != env!("CARGO_PKG_VERSION") {
            return Err(format!("{name} says that it is {value}"));
        }
    }
    Ok(())
}

/// How Windows starts it, by the optional header of the PE format.
fn subsystem(bytes: &[u8]) -> Option<&'static str> {
    let header = usize::try_from(u32::from_le_bytes(bytes.get(0x3c..0x40)?.try_into().ok()?)).ok()?;
    let header = bytes.get(header..)?.strip_prefix(b"PE\0\0")?;
    match u16::from_le_bytes(header.get(88..90)?.try_into().ok()?) {
        2 => Some("opens no console"),
        3 => Some("opens a console, as a debug build does"),
        _ => None,
    }
}

/// The value of a string in the version resource: the name in UTF-16, zeros up to a multiple of four
/// bytes, the value, a zero.
fn resource(bytes: &[u8], name: &str) -> Option<String> {
    let name: Vec<u8> = wide(name).chain([0, 0]).collect();
    let start = bytes.windows(name.len()).position(|part| part == name)? + name.len();
    let units = bytes[start..].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let value: Vec<u16> = units.skip_while(|unit| *unit == 0).take_while(|unit| *unit != 0).collect();
    String::from_utf16(&value).ok().filter(|value| !value.is_empty())
}

fn wide(text: &str) -> impl Iterator<Item = u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::{resource, subsystem, wide};

    #[test]
    fn a_string_of_the_version_resource_is_found() {
        let mut bytes = vec![1, 2, 3, 4];
        bytes.extend(wide("CompanyName").chain([0, 0, 0, 0]));
        bytes.extend(wide("Someone, Ltd").chain([0, 0]));
        bytes.extend(wide("FileVersion"));
        assert_eq!(resource(&bytes, "CompanyName").as_deref(), Some("Someone, Ltd"));
        assert_eq!(resource(&bytes, "FileVersion"), None, "it has no end");
        assert_eq!(resource(&bytes, "ProductName"), None);
    }

    #[test]
    fn a_program_says_whether_it_opens_a_console() {
        let mut bytes = vec![0; 0x40];
        bytes[0x3c] = 0x40;
        bytes.extend(b"PE\0\0");
        bytes.extend([0; 88]);
        bytes.extend([2, 0]);
        assert_eq!(subsystem(&bytes), Some("opens no console"));
        assert_eq!(subsystem(b"#!/bin/sh"), None);
    }
}
