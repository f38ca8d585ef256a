//! The system packages for building and testing, by their names on each system.

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

/// The names of one family of systems.
pub(crate) struct Packages {
    /// The command that installs packages, to be followed by their names.
    pub(crate) install: &'static str,
    build: &'static [&'static str],
    /// For the desktop end to end.
    desktop: &'static [&'static str],
    /// For the other tests.
    test: &'static [&'static str],
    cross: &'static [&'static str],
    bundle: &'static [&'static str],
}

/// Debian, Ubuntu and their kin.
pub(crate) const DEBIAN: Packages = Packages {
    install: "apt-get install --no-install-recommends",
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

/// Fedora and its kin.
pub(crate) const FEDORA: Packages = Packages {
    install: "dnf install",
    build: &[
        "dbus-devel",
        "file",
        "gcc",
        "gcc-c++",
        "gtk3-devel",
        "librsvg2-devel",
        "make",
        "pkgconf-pkg-config",
        "webkit2gtk4.1-devel",
    ],
    desktop: &[
        "/usr/bin/WebKitWebDriver",
        "bubblewrap",
        "openbox",
        "xorg-x11-server-Xvfb",
        "xorg-x11-xauth",
        "dbus-daemon",
        "dbus-x11",
        "gnome-keyring",
        "libsecret",
        "dejavu-sans-fonts",
        "ImageMagick",
        "procps-ng",
        "strace",
        "xclip",
        "xdotool",
        "xprop",
        "at-spi2-core",
    ],
    test: &["chromium"],
    cross: &[],
    bundle: &[],
};

/// Arch and its kin.
pub(crate) const ARCH: Packages = Packages {
    install: "pacman -S --needed",
    build: &["base-devel", "dbus", "file", "gtk3", "librsvg", "pkgconf", "webkit2gtk-4.1"],
    desktop: &[
        "bubblewrap",
        "openbox",
        "xorg-server-xvfb",
        "xorg-xauth",
        "gnome-keyring",
        "libsecret",
        "imagemagick",
        "procps-ng",
        "strace",
        "ttf-dejavu",
        "xclip",
        "xdotool",
        "xorg-xprop",
        "at-spi2-core",
    ],
    test: &["chromium"],
    cross: &[],
    bundle: &[],
};

/// The `pkg-config` libraries that are checked where packages can't be looked up by name.
pub(crate) const LIBRARIES: &[&str] = &["dbus-1", "gtk+-3.0", "librsvg-2.0", "webkit2gtk-4.1"];

/// The programs that the tests call, likewise.
pub(crate) const TEST_PROGRAMS: &[&str] = &[
    "WebKitWebDriver",
    "Xvfb",
    "bwrap",
    "chromium",
    "dbus-run-session",
    "gnome-keyring-daemon",
    "import",
    "openbox",
    "pgrep",
    "secret-tool",
    "strace",
    "xauth",
    "xclip",
    "xdotool",
    "xprop",
    "xvfb-run",
];

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

    /// The packages that the desktop end to end needs besides the app's.
    pub(crate) fn desktop(&self) -> &'static [&'static str] {
        self.desktop
    }

    /// The command line that installs `names`, with `sudo` before it unless `root`.
    pub(crate) fn line(&self, names: &[&str], root: bool) -> String {
        let sudo = if root { "" } else { "sudo " };
        format!("{sudo}{} {}", self.install, names.join(" "))
    }
}

/// The packages of `wanted` that are not installed, in their order. `listed` is the output of `dpkg-query
/// --show --showformat='${Package} ${db:Status-Status}
/// '`: a line for each package known to the system, also for one that was removed.
pub(crate) fn missing<'a>(wanted: &[&'a str], listed: &str) -> Vec<&'a str> {
    let installed = |name: &str| {
        listed
            .lines()
            .filter_map(|line| line.split_once(' '))
            .any(|(package, status)| package == name && status.trim() == "installed")
    };
    wanted.iter().copied().filter(|name| !installed(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ARCH, DEBIAN, FEDORA, Purpose, missing};

    #[test]
    fn a_package_that_the_system_never_heard_of_is_missing() {
        assert_eq!(missing(&["file", "xvfb"], "file installed\n"), ["xvfb"]);
    }

    #[test]
    fn a_package_that_was_removed_is_missing() {
        assert_eq!(missing(&["xvfb"], "xvfb config-files\n"), ["xvfb"]);
    }

    #[test]
    fn a_package_of_two_architectures_counts_when_one_is_installed() {
        assert!(missing(&["dbus"], "dbus not-installed\ndbus installed\n").is_empty());
    }

    #[test]
    fn a_longer_name_is_another_package() {
        assert_eq!(missing(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
    }

    #[test]
    fn everything_is_missing_where_nothing_is_listed() {
        let wanted = DEBIAN.wanted(Purpose::Verify);
        assert_eq!(missing(&wanted, ""), wanted);
    }

    #[test]
    fn testing_takes_what_building_takes_and_more() {
        for packages in [DEBIAN, FEDORA, ARCH] {
            let start = packages.wanted(Purpose::Start);
            let verify = packages.wanted(Purpose::Verify);
            assert!(verify.starts_with(&start), "{}", packages.install);
            assert!(verify.len() > start.len(), "{}", packages.install);
        }
    }

    #[test]
    fn no_package_stands_in_a_list_twice() {
        for packages in [DEBIAN, FEDORA, ARCH] {
            for purpose in [Purpose::Verify, Purpose::Cross, Purpose::Bundle] {
                let mut names = packages.wanted(purpose);
                let all = names.len();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), all, "{} for {purpose:?}", packages.install);
            }
        }
    }

    #[test]
    fn the_bundles_are_tried_with_what_the_desktop_tests_take() {
        let wanted = DEBIAN.wanted(Purpose::Bundle);
        assert!(DEBIAN.desktop().iter().all(|name| wanted.contains(name)));
        assert!(wanted.contains(&"mmdebstrap"));
    }

    #[test]
    fn the_line_can_be_pasted() {
        assert_eq!(DEBIAN.line(&["file", "xvfb"], true), "apt-get install --no-install-recommends file xvfb");
        assert_eq!(ARCH.line(&["file"], false), "sudo pacman -S --needed file");
    }
}
