//! The system packages for building and testing, by their names on Debian and Ubuntu.

/// The purpose of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build the app and open it.
    Start,
    /// Run every test.
    Verify,
    /// Check the code for Windows and macOS.
    Cross,
    /// Build the bundles, install them, test them and remove them.
    Bundle,
}

/// The packages of Debian, Ubuntu and their kin.
pub(crate) struct Packages {
    build: &'static [&'static str],
    /// For the desktop end to end, besides the app's.
    pub(crate) desktop: &'static [&'static str],
    /// For the other tests.
    test: &'static [&'static str],
    cross: &'static [&'static str],
    bundle: &'static [&'static str],
}

/// Each list for its purpose.
pub(crate) const DEBIAN: Packages = Packages {
    build: &[
        "build-essential",
        "file",
        "libdbus-1-dev",
        "libgtk-3-dev",
        "librsvg2-dev",
        "libwebkit2gtk-4.1-dev",
        "pkg-config",
    ],
    desktop: &[
        // a window without a screen
        "bubblewrap",
        "openbox",
        "webkit2gtk-driver",
        "xauth",
        "xvfb",
        // a keychain of its own
        "dbus",
        "dbus-x11",
        "gnome-keyring",
        "libsecret-tools",
        // native dialogs, the clipboard and pictures
        "fonts-dejavu-core",
        "imagemagick",
        "procps",
        "strace",
        "x11-utils",
        "xclip",
        "xdotool",
        // the accessibility bus
        "at-spi2-core",
    ],
    // the page checks, and the linters of the workflows
    test: &["chromium", "python3-venv"],
    cross: &[
        "build-essential",
        "gcc-mingw-w64-x86-64-win32",
        "python3-venv",
        "wine64",
        // the app's dialog under Wine
        "openbox",
        "xauth",
        "xdotool",
        "xvfb",
    ],
    bundle: &[
        // to validate the bundles' files
        "appstream",
        "desktop-file-utils",
        "python3",
        // a clean machine to install the deb on, and the other family's packages
        "iproute2",
        "mmdebstrap",
        "rpm",
        // the Windows installer's own part
        "nsis",
        "wine64",
    ],
};

impl Packages {
    /// The packages for `purpose`.
    pub(crate) fn wanted(&self, purpose: Purpose) -> Vec<&'static str> {
        match purpose {
            Purpose::Start => self.build.to_vec(),
            Purpose::Verify => [self.build, self.desktop, self.test].concat(),
            Purpose::Cross => self.cross.to_vec(),
            Purpose::Bundle => [self.build, self.desktop, self.bundle].concat(),
        }
    }
}

/// The command line that installs `names`, with `sudo` before it unless `root`.
pub(crate) fn line(names: &[&str], root: bool) -> String {
    let sudo = if root { "" } else { "sudo " };
    format!("{sudo}apt-get install --no-install-recommends {}", names.join(" "))
}

/// The packages of `wanted` that are not installed, in their order. `listed` is the output of `dpkg-query
/// --show --showformat='${Package} ${db:Status-Status}
/// '`: a line for each package known to the system, also for one that was removed.
pub(crate) fn missing<'a>(wanted: &[&'a str], listed: &str) -> Vec<&'a str> {
    let is_installed = |name: &str| listed.lines().any(|line| line == format!("{name} installed"));
    wanted.iter().copied().filter(|name| !is_installed(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{DEBIAN, Purpose, line, missing};

    #[test]
    fn a_package_is_missing_unless_it_is_installed() {
        let listed =
            "file installed\nxvfb config-files\ndbus not-installed\ndbus installed\nxauth-x installed\n";
        assert_eq!(
            missing(&["file", "xvfb", "dbus", "xauth", "strace"], listed),
            ["xvfb", "xauth", "strace"]
        );
    }

    #[test]
    fn no_package_is_in_a_list_twice() {
        for purpose in [Purpose::Verify, Purpose::Cross, Purpose::Bundle] {
            let mut names = DEBIAN.wanted(purpose);
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "for {purpose:?}");
        }
    }

    #[test]
    fn the_line_can_be_pasted() {
        assert_eq!(line(&["file", "xvfb"], true), "apt-get install --no-install-recommends file xvfb");
        assert_eq!(line(&["file"], false), "sudo apt-get install --no-install-recommends file");
    }
}
