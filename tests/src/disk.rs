//! File systems for PostgreSQL that can be full or lose their power. Only root may mount them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Disk;

/// A mounted file system; unmounted when dropped.
#[derive(Debug)]
pub(crate) struct Mounted {
    at: PathBuf,
    image: Option<PathBuf>,
}

impl Mounted {
    /// Mounts the file system; `None` for [`Disk::Plain`].
    pub(crate) fn at(at: &Path, disk: Disk) -> Option<Self> {
        let image = match disk {
            Disk::Plain => return None,
            Disk::Small => None,
            Disk::Own => Some(at.with_extension("img")),
        };
        std::fs::create_dir_all(at).expect("our own folder");
        let mounted = Self { at: at.to_owned(), image };
        match &mounted.image {
            None => run("mount", ["-t", "tmpfs", "-o", "size=256m,mode=755", "tmpfs"], &[at]),
            Some(image) => {
                let file = std::fs::File::create(image).expect("our own folder");
                file.set_len(600 << 20).expect("a sparse file");
                run("mkfs.ext4", ["-q"], &[image]);
                run("mount", ["-o", "loop"], &[image, at]);
            }
        }
        Some(mounted)
    }

    /// Writes to the disk what the system still holds.
    pub(crate) fn sync(&self) {
        run("sync", ["-f"], &[&self.at]);
    }

    /// A copy of the disk at one moment, without what the system has yet to write.
    pub(crate) fn copy(&self) -> PathBuf {
        let image = self.image.as_ref().expect("a disk of its own");
        let copy = image.with_extension("cut");
        // If the system wrote meanwhile, the copy would be of two moments.
        loop {
            let before = self.written();
            run("cp", ["--sparse=always"], &[image, &copy]);
            if self.written() == before {
                return copy;
            }
        }
    }

    /// Number of writes that have reached the disk.
    fn written(&self) -> String {
        let mounts =
            std::fs::read_to_string("/proc/mounts").expect("the kernel says what is mounted");
        let mut mounts = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let mount = mounts.find(|fields| Path::new(fields[1]) == self.at).expect("it is mounted");
        let device = mount[0].trim_start_matches("/dev/");
        let figures = std::fs::read_to_string(format!("/sys/class/block/{device}/stat"));
        let figures = figures.expect("the kernel counts for every disk");
        figures.split_whitespace().nth(4).expect("writes are the fifth figure").to_owned()
    }

    /// Mounts another disk at the same place.
    pub(crate) fn replace(&mut self, image: PathBuf) {
        run("umount", ["-l"], &[&self.at]);
        run("mount", ["-o", "loop"], &[&image, &self.at]);
        self.image = Some(image);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // A file system in use is unmounted when the last file on it is closed.
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn run<const N: usize>(program: &str, options: [&str; N], paths: &[&Path]) {
    let ended = Command::new(program).args(options).args(paths).status();
    assert!(ended.is_ok_and(|ended| ended.success()), "{program} {options:?} {paths:?}");
}
