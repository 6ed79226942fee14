// https as a peer is reached by it: an authority of the tests' own, a certificate that it made, and all that may
// be wrong with one. OpenSSL makes the certificates and serves them.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "http/client.h"
#include "http/socks_server.h"

namespace althing::http::testing {
namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertPtr = std::unique_ptr<X509, decltype(&X509_free)>;

KeyPtr new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

struct CertSpec {
  std::string name;                 // common name; of a server also its subjectAltName ("DNS:x" or "IP:x")
  std::string alt;
  long from_s = -3600, to_s = 3600;
  bool authority = false;
};

CertPtr make_cert(const CertSpec& spec, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  static long serial = 1;
  CertPtr cert(X509_new(), X509_free);
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), spec.from_s);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), spec.to_s);
  X509_set_pubkey(cert.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert.get()), "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(spec.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(cert.get(), X509_get_subject_name(issuer != nullptr ? issuer : cert.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer != nullptr ? issuer : cert.get(), cert.get(), nullptr, nullptr, 0);
  const auto extend = [&](int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(cert.get(), extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, spec.authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!spec.alt.empty()) extend(NID_subject_alt_name, spec.alt);
  X509_sign(cert.get(), issuer_key != nullptr ? issuer_key : key, EVP_sha256());
  return cert;
}

// Answers "hello" to each request, under a certificate.
class TlsServer {
 public:
  TlsServer(X509* cert, EVP_PKEY* key) : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_, cert);
    SSL_CTX_use_PrivateKey(context_, key);
    listen_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listen_, reinterpret_cast<sockaddr*>(&at), sizeof at);
    ::listen(listen_, 8);
    socklen_t size = sizeof at;
    ::getsockname(listen_, reinterpret_cast<sockaddr*>(&at), &size);
    port = ntohs(at.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~TlsServer() {
    stop_ = true;
    thread_.join();
    ::close(listen_);
    SSL_CTX_free(context_);
  }
  std::uint16_t port = 0;
  std::atomic<int> requests{0};

 private:
  void run() {
    while (!stop_) {
      pollfd one{listen_, POLLIN, 0};
      if (::poll(&one, 1, 50) <= 0) continue;
      const int fd = ::accept4(listen_, nullptr, nullptr, SOCK_CLOEXEC);
      timeval patience{10, 0};
      ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, fd);
      char buffer[4096];
      if (SSL_accept(ssl) == 1 && SSL_read(ssl, buffer, sizeof buffer) > 0) {
        ++requests;
        constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
        SSL_write(ssl, kAnswer.data(), static_cast<int>(kAnswer.size()));
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
      ::close(fd);
    }
  }
  SSL_CTX* context_;
  int listen_ = -1;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

class Tls : public ::testing::Test {
 protected:
  Tls() : ca_(make_cert({"Test authority", "", -3600, 3600, true}, ca_key_.get(), nullptr, nullptr)) {
    file_ = (std::filesystem::temp_directory_path() / ("althing-ca-" + std::to_string(::getpid()) + ".pem")).string();
    FILE* out = std::fopen(file_.c_str(), "w");
    PEM_write_X509(out, ca_.get());
    std::fclose(out);
    options_.ca_file = file_;
  }
  ~Tls() override { std::filesystem::remove(file_); }
  std::unique_ptr<TlsServer> serve(const CertSpec& spec) {
    const CertPtr cert = make_cert(spec, key_.get(), ca_.get(), ca_key_.get());
    return std::make_unique<TlsServer>(cert.get(), key_.get());
  }
  void refused(TlsServer& server, const std::string& host, std::string_view says) {
    const auto answer = get("https://" + host + ":" + std::to_string(server.port) + "/", options_);
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, Errc::signature) << answer.error().text();
    EXPECT_EQ(answer.error().field, "tls");
    EXPECT_NE(answer.error().message.find(says), std::string::npos) << answer.error().text();
    EXPECT_EQ(server.requests, 0) << "something was said to it";
  }

  KeyPtr ca_key_ = new_key(), key_ = new_key();
  CertPtr ca_;
  std::string file_;
  ClientOptions options_;
};

TEST_F(Tls, ACertificateOfATrustedAuthorityForThatName) {
  const auto server = serve({"localhost", "DNS:localhost,IP:127.0.0.1"});
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto answer = get("https://" + std::string(host) + ":" + std::to_string(server->port) + "/", options_);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->body, "hello");
  }
}

TEST_F(Tls, AnotherName) {
  const auto server = serve({"localhost", "DNS:peer.example"});
  refused(*server, "localhost", "");
  refused(*server, "127.0.0.1", "");
}

TEST_F(Tls, Expired) {
  const auto server = serve({"localhost", "DNS:localhost", -7200, -3600});
  refused(*server, "localhost", "certificate verify failed");
}

TEST_F(Tls, NotValidYet) {
  const auto server = serve({"localhost", "DNS:localhost", 3600, 7200});
  refused(*server, "localhost", "certificate verify failed");
}

TEST_F(Tls, AnAuthorityNobodyTrusts) {
  const KeyPtr other = new_key();
  const CertPtr authority = make_cert({"Somebody", "", -3600, 3600, true}, other.get(), nullptr, nullptr);
  const CertPtr cert = make_cert({"localhost", "DNS:localhost"}, key_.get(), authority.get(), other.get());
  TlsServer server(cert.get(), key_.get());
  refused(server, "localhost", "certificate verify failed");
  options_.ca_file.clear();  // nor does the system know ours
  const auto known = serve({"localhost", "DNS:localhost"});
  refused(*known, "localhost", "certificate verify failed");
}

TEST_F(Tls, SelfSigned) {
  const CertPtr cert = make_cert({"localhost", "DNS:localhost"}, key_.get(), nullptr, nullptr);
  TlsServer server(cert.get(), key_.get());
  refused(server, "localhost", "certificate verify failed");
}

// The name that is verified is the one asked for, not the proxy's.
TEST_F(Tls, ThroughAProxyTheSameHolds) {
  const auto server = serve({"peer.invalid", "DNS:peer.invalid"});
  SocksServer proxy(server->port);
  options_.socks5 = proxy.address();
  const auto answer = get("https://peer.invalid/", options_);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "hello");
  const auto refused = get("https://other.invalid/", options_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "tls");
  EXPECT_EQ(proxy.asked().size(), 2U);
}

}  // namespace
}  // namespace althing::http::testing
