#include "assembly/decision/logs.h"

namespace althing::assembly::decision {
namespace {

class Numbered final : public Logs, public Branch {
 public:
  explicit Numbered(std::function<bool(const Key&)> is_that_log) : is_that_log_(std::move(is_that_log)) {}
  std::vector<const Branch*> branches(const Key& log) const override { return is_that_log_(log) ? std::vector<const Branch*>{this} : std::vector<const Branch*>{}; }
  bool has(std::uint64_t, std::string_view) const override { return true; }
  std::uint64_t place(ActNo act) const override { return act; }

 private:
  std::function<bool(const Key&)> is_that_log_;
};

}  // namespace

std::shared_ptr<const Logs> numbered_by(std::function<bool(const Key&)> is_that_log) { return std::make_shared<Numbered>(std::move(is_that_log)); }

}  // namespace althing::assembly::decision
