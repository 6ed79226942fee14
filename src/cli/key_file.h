// A member's key on disk. Three forms are read: "althing-key/v1" JSON (a member key with its next key,
// mode 0600), the one-line form of a node's keys/*.key, and the browser's passphrase-sealed
// "althing-key-backup/v1" (ui/README.md). Messages never quote a file's content: it is a secret.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/fs.h"
#include "base/time.h"
#include "crypto/ed25519.h"

namespace althing::cli {

struct KeyFile {
  KeyPair key;
  std::optional<KeyPair> next;  // a node's keys have none

  /// Hex SHA-256 of the next key, as `join` and `rotate` want it. usage if the file has no next key.
  Result<std::string> next_commitment() const;
};

/// Asks for a passphrase; called only when one is needed.
using AskPassphrase = std::function<Result<std::string>()>;
/// ALTHING_PASSPHRASE, else a prompt on the terminal without echo. usage if there is neither.
Result<std::string> ask_passphrase();

/// "~" is not expanded. usage: `path` is empty; not_found; malformed; signature: wrong passphrase.
Result<KeyFile> load_key_file(Fs& fs, const std::string& path, const AskPassphrase& ask = ask_passphrase);
/// Writes the JSON form, mode 0600. conflict if the file exists: a key is never overwritten.
Result<void> save_key_file(Fs& fs, const std::string& path, const KeyFile& keys);
/// The sealed form, which the browser also reads; the passphrase counts in Unicode's NFC on both sides.
/// usage: no next key, or a passphrase under 8 bytes or not UTF-8.
Result<std::string> seal_backup(const KeyFile& keys, const std::string& passphrase, UnixSeconds now, Random& random);
Result<KeyFile> open_backup(std::string_view text, const std::string& passphrase);

}  // namespace althing::cli
