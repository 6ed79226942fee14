// A letter as PDF: letterhead, title, facts, text, an annex of names and a QR code that leads to the proof.
// Shaped by pango (Arabic, Cyrillic, Devanagari, ...), drawn by cairo. The file is NOT tagged, so it is no
// substitute for the HTML page, which is the accessible version. Needs fonts on the machine (fontconfig).
// Thread-safe: one letter is made at a time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace althing::sheet {

inline constexpr std::size_t kMaxLetterBytes = 300'000;  // of its text
inline constexpr std::size_t kMaxAnnexRows = 2'000;

struct Letter {
  std::string lang;               // BCP 47
  bool rtl = false;
  std::string letterhead;         // who writes
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;  // term, value
  std::vector<std::string> paragraphs;
  std::string annex_title, annex_note;
  std::vector<std::string> annex;  // one signatory a row
  std::string qr_text, qr_caption;
  std::string footer;              // on each page, beside its number
  UnixSeconds made = 0;            // creation date in the file
};

/// The file. too_large over the limits above; internal if this machine has no font to write with.
Result<std::string> write_pdf(const Letter& letter);

}  // namespace althing::sheet
