//! File systems of PostgreSQL's own, that can be full or lose their power. Only root may mount them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Disk;

/// A file system, taken away when dropped.
#[derive(Debug)]
pub(crate) struct Mounted {
    at: PathBuf,
    image: Option<PathBuf>,
}

impl Mounted {
    /// Mounts what is asked for; nothing for [`Disk::Plain`].
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

    /// What is written so far is on the disk.
    pub(crate) fn sync(&self) {
        run("sync", ["-f"], &[&self.at]);
    }

    /// What is on the disk at this moment, without what the system has yet to write.
    pub(crate) fn copy(&self) -> PathBuf {
        let image = self.image.as_ref().expect("a disk of its own");
        let copy = image.with_extension("cut");
        run("cp", ["--sparse=always"], &[image, &copy]);
        copy
    }

    /// Goes on with another disk at the same place.
    pub(crate) fn replace(&mut self, image: PathBuf) {
        run("umount", ["-l"], &[&self.at]);
        run("mount", ["-o", "loop"], &[&image, &self.at]);
        self.image = Some(image);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // What cannot be taken away now goes when the last file on it is closed.
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn run<const N: usize>(program: &str, options: [&str; N], paths: &[&Path]) {
    let ended = Command::new(program).args(options).args(paths).status();
    assert!(ended.is_ok_and(|ended| ended.success()), "{program} {options:?} {paths:?}");
}
