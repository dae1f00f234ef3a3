//! A data file is opened, and read anew where another program has written it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Store, follow};
use crate::model::document::{self, Loaded};
use crate::model::{About, Change, Product, Stamp};
use crate::store::disk::{self, Disk, Identity, OsDisk};
use crate::store::fingerprint::{self, Fingerprint};
use crate::store::{StoreError, place, seed};

/// The bytes of the file, their fingerprint, and which file it was.
type State = (Vec<u8>, Fingerprint, Option<Identity>);

/// Sees the bytes of a file before they are read through.
pub type Early<'a> = dyn Fn(&[u8]) + 'a;

impl Store {
    /// Opens a data file. A file that is not there is an empty product and is made by the first save.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, holds no product, or was written by a newer momentum in another shape.
    pub fn open(path: &Path, at: Stamp) -> Result<(Self, Vec<String>), StoreError> {
        Self::open_early(path, at, &|_| {})
    }

    /// Opens a data file, and lets somebody see its bytes before they are read through.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_early(path: &Path, at: Stamp, early: &Early<'_>) -> Result<(Self, Vec<String>), StoreError> {
        let sidecar = follow(path).ok().and_then(|real| place::sidecar(&real));
        Self::begin(Arc::new(OsDisk), path, sidecar, at, early)
    }

    /// Opens a data file on a given disk, with a given private folder.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        path: &Path,
        sidecar: Option<PathBuf>,
        at: Stamp,
    ) -> Result<(Self, Vec<String>), StoreError> {
        Self::begin(disk, path, sidecar, at, &|_| {})
    }

    fn begin(
        disk: Arc<dyn Disk>,
        path: &Path,
        sidecar: Option<PathBuf>,
        at: Stamp,
        early: &Early<'_>,
    ) -> Result<(Self, Vec<String>), StoreError> {
        let real = follow(path)?;
        let mut store = Self {
            asked: path.to_owned(),
            real,
            sidecar,
            disk,
            base: Product::default(),
            hash: None,
            identity: None,
            canonical: false,
            swept: false,
            read_only: None,
            recreate: false,
            lost: Vec::new(),
            said: HashSet::new(),
            unconfirmed: None,
        };
        let seed = seed()?;
        let mut repairs = Vec::new();
        if let Some((loaded, hash, identity)) = store.read(early)? {
            if let Some(format) = loaded.newer {
                store.read_only = Some(format!("a newer momentum wrote this file (format {format})"));
            }
            store.base = loaded.product;
            repairs = loaded.repairs;
            store.canonical = repairs.is_empty() && fingerprint::is_ours(store.sidecar.as_deref(), hash);
            (store.hash, store.identity) = (Some(hash), identity);
        } else {
            let name = store.real.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut letters = name.chars();
            let name = letters.next().map_or(name.clone(), |c| c.to_uppercase().chain(letters).collect());
            store.base = Product::new(About::named(&name, at), 0);
        }
        store.base.seed(seed);
        if store.read_only.is_none() {
            store.read_only = store.why_not_writable();
        }
        Ok((store, repairs))
    }

    fn read(&self, early: &Early<'_>) -> Result<Option<(Loaded, Fingerprint, Option<Identity>)>, StoreError> {
        let Some((mut bytes, mut hash, mut identity)) = self.bytes()? else { return Ok(None) };
        early(&bytes);
        if document::is_long(&bytes) {
            if let Some(loaded) = document::read_long(bytes) {
                return Ok(Some((loaded, hash, identity)));
            }
            // of a file that cannot be read by lines the bytes are gone by now
            let Some(again) = self.bytes()? else { return Ok(None) };
            (bytes, hash, identity) = again;
        }
        let loaded = document::read_through(&bytes).map_err(|why| StoreError::unreadable(self.real.clone(), why))?;
        Ok(Some((loaded, hash, identity)))
    }

    /// Returns the state of the file on the disk; `None` if there is none.
    fn bytes(&self) -> Result<Option<State>, StoreError> {
        let io = |source| StoreError::Io { what: "cannot read", path: self.real.clone(), source };
        let identity = self.disk.identity(&self.real).map_err(io)?;
        let bytes = self.disk.read(&self.real).map_err(io)?;
        Ok(bytes.map(|bytes| {
            let hash = Fingerprint::of(&bytes);
            (bytes, hash, identity)
        }))
    }

    fn why_not_writable(&self) -> Option<String> {
        if self.hash.is_some()
            && let Err(why) = disk::try_writing(&self.real)
            && why.kind() != std::io::ErrorKind::NotFound
        {
            return Some(format!("{} may not be written ({why})", self.real.display()));
        }
        None
    }

    /// Reads the file anew where another program has changed it since. Returns whether it had.
    ///
    /// # Errors
    /// Returns an error if the file vanished or cannot be read.
    pub fn refresh(&mut self) -> Result<bool, StoreError> {
        let io = |source| StoreError::Io { what: "cannot read", path: self.real.clone(), source };
        let identity = self.disk.identity(&self.real).map_err(io)?;
        if identity == self.identity {
            return Ok(false);
        }
        if identity.is_none() {
            return Err(StoreError::Vanished(self.real.clone()));
        }
        let Some((loaded, hash, identity)) = self.read(&|_| {})? else {
            return Err(StoreError::Vanished(self.real.clone()));
        };
        self.identity = identity;
        if self.hash == Some(hash) {
            return Ok(false);
        }
        if let Some(format) = loaded.newer {
            self.read_only = Some(format!("a newer momentum wrote this file (format {format})"));
        }
        self.hash = Some(hash);
        let ours = loaded.repairs.is_empty() && fingerprint::is_ours(self.sidecar.as_deref(), hash);
        // keep the structure that is the same, so that what follows costs only what differs
        let seed = seed()?;
        self.base = Product::merge(&self.base, &self.base, &loaded.product);
        self.base.seed(seed);
        // what the merge has mended is not in the bytes
        self.canonical = ours && Change::between(&loaded.product, &self.base).is_empty();
        Ok(true)
    }
}
