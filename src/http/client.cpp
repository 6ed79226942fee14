// The blocking client over Asio, Beast (reading responses) and OpenSSL (https). One of the two files
// that see Boost. Each call runs its own small event loop until done or out of time.
#include "http/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <algorithm>
#include <chrono>

#include "base/time.h"
#include "http/address.h"
#include "http/gzip.h"
#include "http/socks.h"

namespace althing::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket&>;

bool clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
  });
}

tl::unexpected<Error> connect_failed(const Url& url, const std::string& reason) {
  return fail(Errc::overloaded, "connect", "cannot reach " + url.authority() + ": " + reason);
}

Result<ClientResponse> to_response(beast::http::response<beast::http::string_body>&& message, const ClientOptions& options) {
  ClientResponse out;
  out.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    out.headers.add({field.name_string().data(), field.name_string().size()},
                    {field.value().data(), field.value().size()});
  }
  out.body = std::move(message.body());
  out.wire_bytes = out.body.size();
  if (options.gzip && out.headers.get("Content-Encoding") == "gzip" && !out.body.empty()) {
    const std::uint64_t sane = std::max(kClientFreeBytes, kClientMaxRatio * out.wire_bytes);
    TRY(out.body, gunzip(out.body, std::min(options.max_body, sane)));
  }
  return out;
}

}  // namespace

struct Connection::Impl {
  Url url;
  ClientOptions options;
  asio::io_context context{1};
  std::optional<asio::ssl::context> tls_context;
  tcp::socket socket{context};
  std::optional<TlsStream> tls;
  beast::flat_buffer buffer;
  std::int64_t deadline_ms = 0;
  bool open = false;
  bool used = false;    // at least one exchange on this socket
  bool silent = false;  // the last failure came before any byte of an answer

  // Runs what was started until `done` or the deadline; then cuts the socket, so that it ends.
  error_code run(const bool& done, const error_code& result) {
    context.restart();
    const auto wanted = [this] { return !options.cancelled || !*options.cancelled; };
    do {
      std::int64_t left = std::max<std::int64_t>(deadline_ms - steady_ms(), 0);
      if (options.cancelled) left = std::min(left, kClientCancelMs);
      if (wanted()) context.run_for(std::chrono::milliseconds(left));
    } while (!done && wanted() && steady_ms() < deadline_ms);
    if (done) return result;
    close();
    context.restart();
    context.run();
    return asio::error::timed_out;
  }
  template <class Start>
  error_code await(Start start) {
    bool done = false;
    error_code result;
    start([&](error_code ec, auto&&...) {
      result = ec;
      done = true;
    });
    return run(done, result);
  }
  void close() {
    error_code ignored;
    socket.close(ignored);
    open = false;
  }

  Result<void> connect();
  Result<std::vector<tcp::endpoint>> endpoints();
  Result<void> pass_proxy();
  Result<std::string> read_exactly(std::size_t size);
  Result<void> shake_hands();
  template <class Stream>
  Result<ClientResponse> exchange(Stream& stream, Method method, std::string_view text);
  Result<ClientResponse> send_once(Method method, std::string_view text);
  std::string request_text(Method method, std::string_view target, const Headers& headers,
                           std::string_view body) const;
};

// The proxy's, or whatever the host resolves to. With a proxy nothing is resolved here.
Result<std::vector<tcp::endpoint>> Connection::Impl::endpoints() {
  std::vector<tcp::endpoint> out;
  error_code ec;
  const auto literal = asio::ip::make_address(url.host, ec);
  const bool is_name = static_cast<bool>(ec);
  const auto refused = [&](const tcp::endpoint& e) {
    return options.public_only && !is_public_address(e.address().to_string()) && !(options.allow_loopback && e.address().is_loopback());
  };
  if (!options.socks5.empty()) {
    if (!is_name && refused({literal, url.port})) return fail(Errc::forbidden, "connect", url.host + " is no address of the public internet");
    TRY(const SocksProxy proxy, parse_socks(options.socks5));
    out.emplace_back(asio::ip::make_address(proxy.address, ec), proxy.port);
    return out;
  }
  if (is_onion(url.host)) return fail(Errc::forbidden, "connect", "an onion address is reached through a SOCKS5 proxy only");
  if (!is_name) {
    out.emplace_back(literal, url.port);
  } else {
    tcp::resolver resolver(context);
    const auto found = resolver.resolve(url.host, std::to_string(url.port), ec);
    if (ec) return connect_failed(url, ec.message());
    for (const auto& entry : found) out.push_back(entry.endpoint());
  }
  out.erase(std::remove_if(out.begin(), out.end(), refused), out.end());
  if (out.empty()) return fail(Errc::forbidden, "connect", url.host + " is no address of the public internet");
  return out;
}

Result<std::string> Connection::Impl::read_exactly(std::size_t size) {
  std::string out(size, '\0');
  const error_code ec = await([&](auto handler) { asio::async_read(socket, asio::buffer(out), std::move(handler)); });
  if (ec) return connect_failed(url, "the proxy: " + ec.message());
  return out;
}

Result<void> Connection::Impl::pass_proxy() {
  const auto say = [&](std::string_view text) -> Result<void> {
    const error_code ec = await([&](auto handler) { asio::async_write(socket, asio::buffer(text.data(), text.size()), std::move(handler)); });
    return ec ? connect_failed(url, "the proxy: " + ec.message()) : Result<void>{};
  };
  TRY_VOID(say(kSocksGreeting));
  TRY(const std::string greeting, read_exactly(kSocksGreetingReply));
  TRY_VOID(check_socks_greeting(greeting));
  TRY(const std::string request, socks_connect(url.host, url.port));
  TRY_VOID(say(request));
  TRY(const std::string head, read_exactly(kSocksReplyHead));
  TRY(const std::size_t rest, check_socks_reply(head));
  return read_exactly(rest).map([](const std::string&) {});  // where it connected from: nothing to us
}

Result<void> Connection::Impl::connect() {
  tls.reset();
  close();
  buffer.clear();
  used = false;
  deadline_ms = steady_ms() + options.connect_timeout_ms;
  TRY(const auto there, endpoints());
  error_code ec = await([&](auto handler) { asio::async_connect(socket, there, std::move(handler)); });
  if (ec) return connect_failed(url, (options.socks5.empty() ? "" : "the proxy does not answer: ") + ec.message());
  socket.set_option(tcp::no_delay(true), ec);
  if (!options.socks5.empty()) TRY_VOID(pass_proxy());
  if (url.tls) TRY_VOID(shake_hands());
  open = true;
  return {};
}

Result<void> Connection::Impl::shake_hands() {
  error_code ec;
  tls_context.emplace(asio::ssl::context::tls_client);
  ::SSL_CTX_set_min_proto_version(tls_context->native_handle(), TLS1_2_VERSION);
  if (options.ca_file.empty()) {
    tls_context->set_default_verify_paths(ec);
  } else {
    tls_context->load_verify_file(options.ca_file, ec);
  }
  if (ec) return fail(Errc::signature, "tls", "cannot load certificates: " + ec.message());
  tls.emplace(socket, *tls_context);
  tls->set_verify_mode(asio::ssl::verify_peer);
  tls->set_verify_callback(asio::ssl::host_name_verification(url.host));
  // SNI. The macro SSL_set_tlsext_host_name hides an old-style cast; this is what it says.
  ::SSL_ctrl(tls->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, url.host.data());
  ec = await([&](auto handler) { tls->async_handshake(asio::ssl::stream_base::client, std::move(handler)); });
  if (ec) return fail(Errc::signature, "tls", "no trusted connection to " + url.authority() + ": " + ec.message());
  return {};
}

std::string Connection::Impl::request_text(Method method, std::string_view target, const Headers& headers,
                                           std::string_view body) const {
  std::string out;
  out.reserve(256 + target.size() + body.size());
  out.append(method_name(method)).append(" ").append(target).append(" HTTP/1.1\r\nHost: ");
  out.append(url.authority()).append("\r\nUser-Agent: ").append(options.user_agent).append("\r\n");
  if (options.gzip) out.append("Accept-Encoding: gzip\r\n");
  for (const auto& [name, value] : headers) out.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty() || method == Method::post || method == Method::put) {
    out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  out.append("\r\n").append(body);
  return out;
}

template <class Stream>
Result<ClientResponse> Connection::Impl::exchange(Stream& stream, Method method, std::string_view text) {
  silent = false;
  error_code ec = await([&](auto handler) {
    asio::async_write(stream, asio::buffer(text.data(), text.size()), std::move(handler));
  });
  // A server that refuses early stops reading: its answer may be there although the write failed.
  const error_code write_error = ec;
  if (ec == asio::error::timed_out) return fail(Errc::storage, "write", ec.message());
  for (int informational = 0; informational < 8; ++informational) {
    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(64 * 1024);
    parser.body_limit(options.max_body);
    parser.skip(method == Method::head);
    ec = await([&](auto handler) { beast::http::async_read(stream, buffer, parser, std::move(handler)); });
    if (ec) {
      close();
      if (ec == beast::http::error::body_limit) {
        return fail(Errc::too_large, "body", "the answer is larger than " + std::to_string(options.max_body) + " bytes");
      }
      silent = !parser.got_some() && ec != asio::error::timed_out;
      if (silent && write_error) return fail(Errc::storage, "write", write_error.message());
      const bool nonsense = ec.category() == beast::http::make_error_code(beast::http::error::bad_line_ending).category() &&
                            ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message;
      return fail(nonsense ? Errc::malformed : Errc::storage, "read", ec.message());
    }
    if (parser.get().result_int() < 200) continue;  // 100 Continue and the like
    const bool keep = parser.keep_alive() && !write_error;
    used = true;
    Result<ClientResponse> out = to_response(parser.release(), options);
    if (!keep) close();
    return out;
  }
  close();
  return fail(Errc::malformed, "read", "nothing but informational answers");
}

Result<ClientResponse> Connection::Impl::send_once(Method method, std::string_view text) {
  if (!open) TRY_VOID(connect());
  deadline_ms = steady_ms() + options.timeout_ms;
  return tls ? exchange(*tls, method, text) : exchange(socket, method, text);
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const Url& url, const ClientOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->url = url;
  impl->options = options;
  TRY_VOID(impl->connect());
  return Connection(std::move(impl));
}

Result<ClientResponse> Connection::send(Method method, std::string_view target, const Headers& headers,
                                        std::string_view body) {
  const bool headers_clean = std::all_of(headers.begin(), headers.end(), [](const Headers::Field& field) {
    return clean(field.first) && clean(field.second);
  });
  if (target.empty() || target.front() != '/' || !clean(target) || target.find(' ') != target.npos) {
    return fail(Errc::malformed, "target", "must be a path without spaces or control characters");
  }
  if (!headers_clean) return fail(Errc::malformed, "headers", "a header holds a control character");
  const std::string text = impl_->request_text(method, target, headers, body);
  const bool reused = impl_->open && impl_->used;
  auto response = impl_->send_once(method, text);
  // An idle connection may have been closed by the server just as we spoke.
  if (!response && reused && impl_->silent && method != Method::post) return impl_->send_once(method, text);
  return response;
}

void Connection::limit_body(std::uint64_t max_bytes) { impl_->options.max_body = max_bytes; }

namespace {

Result<ClientResponse> once(Method method, std::string_view url_text, std::string_view content_type,
                            std::string_view body, const ClientOptions& options) {
  TRY(const Url url, parse_url(url_text));
  TRY(Connection connection, Connection::open(url, options));
  Headers headers;
  headers.add("Connection", "close");
  if (!content_type.empty()) headers.add("Content-Type", content_type);
  return connection.send(method, url.target, headers, body);
}

}  // namespace

Result<ClientResponse> get(std::string_view url, const ClientOptions& options) {
  return once(Method::get, url, {}, {}, options);
}
Result<ClientResponse> post(std::string_view url, std::string_view content_type, std::string_view body,
                            const ClientOptions& options) {
  return once(Method::post, url, content_type, body, options);
}
Result<ClientResponse> put(std::string_view url, std::string_view content_type, std::string_view body,
                           const ClientOptions& options) {
  return once(Method::put, url, content_type, body, options);
}

}  // namespace althing::http
