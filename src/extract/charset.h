// Bytes of HTML or plain text as UTF-8, whatever they were written in (ICU). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace althing::extract {

/// The name of the encoding: by its mark (BOM), by zero bytes (UTF-16 without one), by what an HTML file says
/// of itself in its first kSniffBytes, UTF-8 if it is that, else windows-1252, as browsers take it.
std::string charset_of(std::string_view bytes);

/// Valid UTF-8 without a byte order mark; U+FFFD for what the encoding has not. An encoding nobody knows is
/// taken as windows-1252.
std::string to_utf8(std::string_view bytes, const std::string& charset);

/// True for what nobody would call text: zero bytes, or more than a few and one in fifty characters control
/// characters or such as could not be decoded. `text` must be UTF-8.
bool looks_binary(std::string_view text);

}  // namespace althing::extract
