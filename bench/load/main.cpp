// althing_load <port> <target> [connections] [seconds] [threads] [file.ndjson]: GETs the target again
// and again on 127.0.0.1; with a file, POSTs its lines, each once, as application/json.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "load/load.h"

int main(int argc, char** argv) {
  using namespace althing::load;
  if (argc < 3) {
    std::fprintf(stderr, "usage: althing_load <port> <target> [connections] [seconds] [threads] [file.ndjson]\n");
    return 2;
  }
  const auto number = [&](int i, int otherwise) { return argc > i ? std::atoi(argv[i]) : otherwise; };
  LoadOptions options;
  options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  options.connections = number(3, 64);
  options.duration_ms = std::int64_t{1000} * number(4, 5);
  options.threads = number(5, 1);
  std::vector<std::string> requests;
  if (argc > 6) {
    std::ifstream file(argv[6]);
    for (std::string line; std::getline(file, line);) {
      requests.push_back(build_request("POST", argv[2], "application/json", line));
    }
  } else {
    requests.push_back(build_request("GET", argv[2]));
  }
  const auto result = run(options, from_vector(std::move(requests), argc <= 6));
  if (!result) {
    std::fprintf(stderr, "althing_load: %s\n", result.error().text().c_str());
    return 1;
  }
  std::printf("%s\n", result->text().c_str());
  return result->errors == 0 ? 0 : 1;
}
