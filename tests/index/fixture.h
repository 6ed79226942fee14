// An index in a temporary folder, fed with acts that carry real details; one entry a batch unless the
// test says otherwise.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "act/detail.h"
#include "assembly/act_maker.h"
#include "index/index.h"

namespace althing::index {

class IndexTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::path(testing::TempDir()) / ("althing_index_" + std::to_string(::getpid()) + "_" +
                                                       testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    options_.operator_key = maker_.key("node").key();
    options_.log_key = maker_.key("log").key();
    json::Object found;
    const json::Value founder = json::object({{"key", act::key_text(maker_.key("ana").key())}, {"next", maker_.next("ana2")}});
    found.set("groups", json::Array{json::object({{"group", "civil"}, {"members", json::Array{founder}}}),
                                    json::object({{"group", "tech"}, {"members", json::Array{}}})});
    found.set("admission", json::object({{"vouches", 1}, {"limit", 10}, {"age_days", 0}}));
    found_ = make("found", "ana", std::move(found), {{"name", "An assembly of tests"}, {"text", "What it is for."}});
    maker_.use_assembly(found_.act.id);
    open();
    give(found_);
  }
  void TearDown() override {
    index_.reset();
    reader_.reset();
    std::filesystem::remove_all(dir_);
  }

  std::string path() const { return (dir_ / "index.db").string(); }
  void open() {
    reader_.reset();
    index_.reset();
    auto index = Index::open(path(), found_.act.id, options_);
    ASSERT_TRUE(index.has_value()) << index.error().text();
    index_ = std::move(*index);
    reader_ = new_reader();
  }
  std::unique_ptr<Reader> new_reader() {
    auto reader = open_reader(path(), options_);
    EXPECT_TRUE(reader.has_value()) << reader.error().text();
    return std::move(*reader);
  }

  /// Follows the key's last act; detail members become its detail.
  IndexEntry make(std::string_view type, const std::string& by, json::Object members, json::Object detail = {}) {
    IndexEntry entry;
    if (!detail.empty()) {
      detail.set("salt", to_base64url(sha256(std::to_string(++salt_)).view().first(16)));
      detail.set("by", act::key_text(maker_.key(by).key()));
      entry.detail = json::write(detail);
      members.set("detail", to_hex(sha256(entry.detail)));
    }
    if (members.find("prev") == nullptr && last_.contains(by)) members.set("prev", json::Array{to_hex(last_[by])});
    entry.act = maker_.make(type, by, test::kEpoch + ++clock_ * 60, std::move(members));
    last_[by] = entry.act.id;
    return entry;
  }
  static json::Object object(std::initializer_list<std::pair<std::string_view, json::Value>> members) {
    return *json::object(members).object();
  }
  IndexEntry make(std::string_view type, const std::string& by, std::initializer_list<std::pair<std::string_view, json::Value>> members,
                  std::initializer_list<std::pair<std::string_view, json::Value>> detail = {}) {
    return make(type, by, object(members), object(detail));
  }
  IndexEntry make(std::string_view type, const std::string& by, json::Object members,
                  std::initializer_list<std::pair<std::string_view, json::Value>> detail) {
    return make(type, by, std::move(members), object(detail));
  }
  BatchEffects give(IndexEntry entry) {
    entry.no = index_->folded();
    auto effects = index_->apply(std::span(&entry, 1));
    EXPECT_TRUE(effects.has_value()) << effects.error().text();
    return effects ? *effects : BatchEffects{};
  }
  /// make + give; returns the id.
  act::ActId add(std::string_view type, const std::string& by, std::initializer_list<std::pair<std::string_view, json::Value>> members,
                 std::initializer_list<std::pair<std::string_view, json::Value>> detail = {}) {
    const IndexEntry entry = make(type, by, members, detail);
    give(entry);
    return entry.act.id;
  }
  act::ActId join(const std::string& by, const std::string& name, const std::string& kind = "person") {
    return add("join", by, {{"kind", kind}, {"next", maker_.next(by + "2")}}, {{"name", name}});
  }
  act::ActId sign(const std::string& by, const act::ActId& statement, const std::string& name, const std::string& capacity = "person") {
    return add("sign", by, {{"statement", to_hex(statement)}, {"capacity", capacity}}, {{"name", name}});
  }
  std::vector<std::string> names(const act::ActId& version, const std::string& text) {
    SignatoryQuery query;
    query.text = text;
    std::vector<std::string> out;
    const SignatoryPage page = reader_->signatories(version, query);
    for (const Signatory& s : page.rows) out.push_back(s.name);
    EXPECT_EQ(page.total, static_cast<std::int64_t>(out.size())) << text;
    return out;
  }
  std::size_t hits(const std::string& text) {
    bool more = false;
    return reader_->search(text, "", 100, 0, more).size();
  }

  test::ActMaker maker_;
  IndexOptions options_;
  std::filesystem::path dir_;
  IndexEntry found_;
  std::unique_ptr<Index> index_;
  std::unique_ptr<Reader> reader_;
  std::map<std::string, act::ActId> last_;
  std::int64_t clock_ = 0;
  int salt_ = 0;
};

}  // namespace althing::index
