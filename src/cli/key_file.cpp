// Reading and writing key files. See key_file.h.
#include "cli/key_file.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <boost/locale.hpp>

#include <cstdlib>

#include "act/act.h"
#include "base/json.h"
#include "base/utf8.h"
#include "crypto/seal.h"
#include "record/layout.h"

namespace althing::cli {
namespace {

constexpr std::string_view kFormat = "althing-key/v1";
constexpr std::string_view kBackupFormat = "althing-key-backup/v1";
constexpr std::string_view kKdf = "PBKDF2-HMAC-SHA-256", kCipher = "AES-256-GCM";
constexpr std::uint64_t kMaxKeyFileBytes = 16 * 1024;
constexpr int kBackupRounds = 600'000, kMaxBackupRounds = 10'000'000;
constexpr std::size_t kMinPassphrase = 8, kSaltBytes = 16;

Result<KeyPair> seed_at(const json::Value& value, std::string_view name) {
  const auto seed = from_base64url(value.text_at(name));
  if (!seed || seed->size() != Seed::kSize) return fail(Errc::malformed, std::string(name), "must be 32 bytes in base64url");
  return KeyPair::from_seed(Seed::from(as_bytes(*seed)));
}

Result<KeyFile> read_pair(const json::Value& value) {
  KeyFile out;
  TRY(out.key, seed_at(value, "seed"));
  if (value.at("next_seed") != nullptr) {
    TRY(out.next, seed_at(value, "next_seed"));
  }
  return out;
}

json::Value pair_value(const KeyFile& keys) {
  json::Value out = json::object({{"seed", to_base64url(keys.key.seed().view())}});
  if (keys.next) out.object()->set("next_seed", to_base64url(keys.next->seed().view()));
  return out;
}

std::string random_bytes(Random& random, std::size_t size) {
  std::string out(size, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  return out;
}

// As the browser does it (ui/README.md): one passphrase, however a keyboard spells its accents.
Result<std::string> nfc(const std::string& text) {
  if (!is_utf8(text)) return fail(Errc::usage, "passphrase", "must be UTF-8; is the terminal set to another encoding?");
  boost::locale::localization_backend_manager backends = boost::locale::localization_backend_manager::global();
  backends.select("icu");  // the others cannot
  const boost::locale::generator make(backends);
  return boost::locale::normalize(text, boost::locale::norm_nfc, make("en_US.UTF-8"));
}

Result<std::string> bytes_at(const json::Value* value, std::string_view name, std::size_t least) {
  if (value == nullptr) return fail(Errc::malformed, std::string(name), "is missing");
  const auto bytes = from_base64url(value->text_at(name));
  if (!bytes || bytes->size() < least) return fail(Errc::malformed, std::string(name), "must be base64url");
  return *bytes;
}

}  // namespace

Result<std::string> KeyFile::next_commitment() const {
  if (!next) return fail(Errc::usage, "key", "this file holds no next key; make a member key with `althing key new`");
  return to_hex(sha256(next->key().view()));
}

Result<std::string> ask_passphrase() {
  if (const char* given = std::getenv("ALTHING_PASSPHRASE"); given != nullptr) return std::string(given);
  const int tty = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (tty < 0) return fail(Errc::usage, "passphrase", "set ALTHING_PASSPHRASE or run on a terminal");
  termios old{};
  const bool quiet = tcgetattr(tty, &old) == 0;
  termios silent = old;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (quiet) tcsetattr(tty, TCSAFLUSH, &silent);
  constexpr std::string_view prompt = "Passphrase: ";
  std::string text;
  if (::write(tty, prompt.data(), prompt.size()) > 0) {
    for (char c = 0; text.size() < 4096 && ::read(tty, &c, 1) == 1 && c != '\n';) text += c;
  }
  if (quiet) tcsetattr(tty, TCSAFLUSH, &old);
  [[maybe_unused]] const auto written = ::write(tty, "\n", 1);
  ::close(tty);
  return text;
}

Result<KeyFile> load_key_file(Fs& fs, const std::string& path, const AskPassphrase& ask) {
  if (path.empty()) return fail(Errc::usage, "--key", "name your key file (or set ALTHING_KEY); `althing key new FILE` makes one");
  TRY(const std::string text, fs.read_file(path, kMaxKeyFileBytes));
  const auto named = [&](Error error) { return fail(error.code, path, error.text()); };
  if (!text.starts_with('{')) {
    const auto pair = record::parse_key_file(text);
    if (!pair) return named(pair.error());
    return KeyFile{*pair, {}};
  }
  const auto value = json::parse(text, 4);
  if (!value) return fail(Errc::malformed, path, "is no key file");
  Result<KeyFile> keys = fail(Errc::malformed, "`format` must be " + std::string(kFormat) + " or " + std::string(kBackupFormat));
  if (value->text_at("format") == kFormat) keys = read_pair(*value);
  if (value->text_at("format") == kBackupFormat) {
    TRY(const std::string passphrase, ask());
    keys = open_backup(text, passphrase);
  }
  if (!keys) return named(keys.error());
  return keys;
}

Result<void> save_key_file(Fs& fs, const std::string& path, const KeyFile& keys) {
  if (fs.exists(path)) return fail(Errc::conflict, path, "exists; a key is never overwritten");
  json::Value value = pair_value(keys);
  value.object()->set("format", kFormat);
  return fs.replace_file(path, as_bytes(json::write(value) + "\n"), 0600);
}

Result<std::string> seal_backup(const KeyFile& keys, const std::string& passphrase, UnixSeconds now, Random& random) {
  TRY_VOID(keys.next_commitment().map([](const auto&) {}));
  if (passphrase.size() < kMinPassphrase) return fail(Errc::usage, "passphrase", "must have at least 8 characters");
  TRY(const std::string secret, nfc(passphrase));
  const std::string salt = random_bytes(random, kSaltBytes), iv = random_bytes(random, kSealIvBytes);
  json::Value plain = pair_value(keys);
  plain.object()->set("created", format_time(now));
  const std::string sealed = seal(stretch_passphrase(secret, salt, kBackupRounds), iv, json::write(plain));
  const auto text = [](const std::string& bytes) { return to_base64url(as_bytes(bytes)); };
  return json::write(json::object({{"format", kBackupFormat}, {"public", act::key_text(keys.key.key())}, {"created", format_time(now)},
                                   {"kdf", json::object({{"name", kKdf}, {"iterations", kBackupRounds}, {"salt", text(salt)}})},
                                   {"cipher", json::object({{"name", kCipher}, {"iv", text(iv)}})}, {"ciphertext", text(sealed)}})) + "\n";
}

Result<KeyFile> open_backup(std::string_view text, const std::string& passphrase) {
  TRY(const json::Value value, json::parse(text, 4));
  const json::Value *kdf = value.at("kdf"), *cipher = value.at("cipher");
  if (kdf == nullptr || kdf->text_at("name") != kKdf) return fail(Errc::unsupported, "kdf", "must be " + std::string(kKdf));
  if (cipher == nullptr || cipher->text_at("name") != kCipher) return fail(Errc::unsupported, "cipher", "must be " + std::string(kCipher));
  const json::Value* rounds = kdf->at("iterations");
  if (rounds == nullptr || rounds->integer() == nullptr || *rounds->integer() < kBackupRounds || *rounds->integer() > kMaxBackupRounds) {
    return fail(Errc::malformed, "iterations", "must be 600000 to 10000000");
  }
  TRY(const std::string salt, bytes_at(kdf, "salt", kSaltBytes));
  TRY(const std::string iv, bytes_at(cipher, "iv", kSealIvBytes));
  if (iv.size() != kSealIvBytes) return fail(Errc::malformed, "iv", "must be 12 bytes");
  TRY(const std::string sealed, bytes_at(&value, "ciphertext", kSealTagBytes));
  TRY(const std::string spelled, nfc(passphrase));
  TRY(const std::string plain, unseal(stretch_passphrase(spelled, salt, static_cast<int>(*rounds->integer())), iv, sealed));
  TRY(const json::Value secret, json::parse(plain, 4));
  TRY(KeyFile keys, read_pair(secret));
  if (act::key_text(keys.key.key()) != value.text_at("public")) return fail(Errc::corrupt, "public", "is not the key of the sealed seed");
  return keys;
}

}  // namespace althing::cli
