// Inside of markdown.cpp and markdown_text.cpp: md4c's events over one bounded input. Not for
// pages. md4c calls back from C: no exception may cross it except bad_alloc, which ends the process
// anyway. Its events are NOT always balanced (0.4.8 leaves emphasis it never entered when a mark
// stands in a link's target; found by tests/fuzz/fuzz_markdown.cpp), so a sink must not trust a
// leave to match its last enter.
#pragma once

#include <md4c.h>

#include <string>
#include <string_view>

namespace althing::web::md {

/// Appends the character of "&name;" or "&#n;" (both with their & and ;), or the entity as it
/// stands.
void append_entity(std::string& out, std::string_view entity);

/// An attribute's text (a link's target) with its entities resolved.
std::string attribute_text(const MD_ATTRIBUTE& attribute);

/// Valid UTF-8 of at most kMaxMarkdownBytes.
std::string bounded(std::string_view source);

/// Feeds a sink with enter/leave(MD_BLOCKTYPE or MD_SPANTYPE, detail) and text(type, view), each of
/// which returns non-zero to stop. False if it stopped.
template <class Sink>
bool run(std::string_view source, Sink& sink) {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS;
  parser.enter_block = [](MD_BLOCKTYPE t, void* d, void* s) {
    return static_cast<Sink*>(s)->enter(t, d);
  };
  parser.leave_block = [](MD_BLOCKTYPE t, void*, void* s) {
    return static_cast<Sink*>(s)->leave(t);
  };
  parser.enter_span = [](MD_SPANTYPE t, void* d, void* s) {
    return static_cast<Sink*>(s)->enter(t, d);
  };
  parser.leave_span = [](MD_SPANTYPE t, void*, void* s) { return static_cast<Sink*>(s)->leave(t); };
  parser.text = [](MD_TEXTTYPE t, const MD_CHAR* text, MD_SIZE size, void* s) {
    return static_cast<Sink*>(s)->text(t, {text, size});
  };
  return md_parse(source.data(), static_cast<MD_SIZE>(source.size()), &parser, &sink) == 0;
}

}  // namespace althing::web::md
