// Small PDF files made by the tests themselves.
#pragma once

#include <fmt/format.h>
#include <zlib.h>

#include <string>
#include <vector>

namespace althing::test {

/// Content of a page that shows one line of Latin text; lines are set one below the other.
inline std::string page_of(const std::vector<std::string>& lines) {
  std::string out = "BT /F1 12 Tf 14 TL 72 720 Td\n";
  for (const std::string& line : lines) out += "(" + line + ") Tj T*\n";
  return out + "ET\n";
}

inline std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9);
  out.resize(size);
  return out;
}

/// Puts objects (numbered from 1, the first is the catalog) behind a head and before a table of them.
inline std::string pdf_of(const std::vector<std::string>& objects, const std::string& trailer = "") {
  std::string out = "%PDF-1.5\n";
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    places.push_back(out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t table = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
  for (const std::size_t at : places) out += fmt::format("{:010} 00000 n \n", at);
  return out + fmt::format("trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, trailer, table);
}

inline std::string stream_of(const std::string& bytes, const std::string& more = "") {
  return fmt::format("<< /Length {} {} >>\nstream\n{}\nendstream", bytes.size(), more, bytes);
}

/// A file with these contents of pages; `content_more` goes into each content stream's dictionary.
inline std::string pdf_with(const std::vector<std::string>& contents, const std::string& content_more = "") {
  std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"};
  std::string kids;
  for (const std::string& content : contents) {
    const std::size_t page = objects.size() + 1;
    kids += fmt::format("{} 0 R ", page);
    objects.push_back(fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", page + 1));
    objects.push_back(stream_of(content, content_more));
  }
  objects[1] = fmt::format("<< /Type /Pages /Count {} /Kids [{}] >>", contents.size(), kids);
  return pdf_of(objects);
}

/// One page whose content is `size` spaces deflated twice over: some hundred bytes that want all of that.
inline std::string bomb(std::size_t size) {
  return pdf_with({deflated(deflated(std::string(size, ' ')))}, "/Filter [/FlateDecode /FlateDecode]");
}

/// A page that draws a form which draws itself, many times, with text at each turn.
inline std::string loops() {
  std::string forms;
  // Ten forms, each drawing the next one twenty times: 20^10 texts in 3 KB, and no cycle to be noticed.
  std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                                   "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
                                   "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /XObject << /X 6 0 R >> >> /Contents 5 0 R >>",
                                   stream_of("/X Do\n")};
  constexpr int kForms = 10;
  for (int i = 0; i < kForms; ++i) {
    std::string content = "BT /F1 12 Tf 10 10 Td (x) Tj ET\n";
    for (int n = 0; n < 20; ++n) content += i + 1 < kForms ? "/X Do\n" : "BT /F1 9 Tf 10 10 Td (y) Tj ET\n";
    const std::string next = i + 1 < kForms ? fmt::format("/XObject << /X {} 0 R >>", 7 + i) : "";
    objects.push_back(stream_of(content, fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> {} >>", next)));
  }
  return pdf_of(objects);
}

}  // namespace althing::test
