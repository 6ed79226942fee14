// What the watch pages share: one provision with the positions on it, options in words, links.
// Functions of (translator, reader) only; they write into an Html and know nothing of HTTP.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "index/reader.h"
#include "web/app.h"
#include "web/kit/html.h"
#include "web/kit/i18n.h"

namespace althing::web::watch {

/// Positions shown under one provision of the instrument page; the rest is on the provision's page.
inline constexpr std::size_t kPositionsShown = 25;
/// Rows and columns of a matrix; what does not fit is said in words.
inline constexpr std::size_t kMatrixActors = 300;
inline constexpr std::size_t kMatrixProvisions = 200;

using Positions = std::vector<const index::PositionInfo*>;
/// By the provision or instrument they are on.
using ByPlace = std::map<act::ActId, Positions>;
ByPlace by_place(const std::vector<index::PositionInfo>& all);

/// "/en/<kind>/<id>".
std::string url(const Translator& t, std::string_view kind, const act::ActId& id);
/// "p-" and 12 digits of the id: an anchor, also of provisions with equal numbers.
std::string anchor(const act::ActId& id);

/// Names in detail.actors; the author's member name if there are none; never empty.
std::vector<std::string> actors(const Translator& t, const index::PositionInfo& position);
/// "Article 5B", "1.1 a)" or the bare number.
std::string label(const index::ProvisionInfo& provision);
std::string instrument_title(const Translator& t, const index::InstrumentInfo& instrument);
std::string statement_title(const Translator& t, const index::StatementInfo& statement);

/// The four options explained in one line.
void option_legend(Html& h, const Translator& t);

/// One position: option, actors, text (with a word diff against `base` for a whole MOD text), where
/// it comes from. `own_name`: the assembly's name, for its own ones.
void position(Html& h, const Translator& t, const index::PositionInfo& p, std::string_view base,
              std::string_view own_name);
/// Source, date and note of a row's detail in one small line; nothing if it has none.
void provenance(Html& h, const Translator& t, const json::Value& detail);

struct Section {
  const index::ProvisionInfo* provision = nullptr;
  Positions positions;
  std::vector<index::ProvisionInfo> later;        // adopted later texts
  std::vector<const index::StatementInfo*> answers;
  Raw proposals;                                // HTML: the assembly's own texts, after the positions
  std::size_t shown = kPositionsShown;            // at most so many positions
  bool heading = true;                            // off on the provision's own page
};
/// A provision's text beside what the actors want of it.
void section(Html& h, const Translator& t, index::Reader& reader, const Section& s,
             std::string_view own_name);

/// Statements that answer rows, by the current act of the row they name.
std::map<act::ActId, std::vector<const index::StatementInfo*>> answers_by_row(
    index::Reader& reader, const std::vector<index::StatementInfo>& statements);

}  // namespace althing::web::watch

namespace althing::web {
// Added by add_watch_pages (page_instruments.cpp).
void add_matrix_page(http::Router& router, App& app);
void add_provision_page(http::Router& router, App& app);
void add_document_page(http::Router& router, App& app);
void add_document_diff_page(http::Router& router, App& app);
}  // namespace althing::web
