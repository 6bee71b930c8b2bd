#include "reports/event_writer.h"

#include <cerrno>
#include <charconv>
#include <system_error>

#include "model/event_fields.h"

namespace keycell::reports {
namespace {

/// Appends one event's fields.
class JsonLine {
 public:
  explicit JsonLine(std::string& out) : out_(out) {}

  void put(std::string_view name, std::string_view value) {
    key(name);
    text(value);
  }
  void put(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
  }
  void put(std::string_view name, model::Nanos value) { put(std::string(name) + "_ns", value.count()); }
  void put(std::string_view name, crypto::SecretId value) { put(name, value.ordinal); }
  void put(std::string_view name, model::CallId value) { put(name, value.value); }
  void put(std::string_view name, View value) { put_size(name, value.size()); }
  void put(std::string_view name, model::SecretView value) { put_size(name, value.bytes.size()); }
  void put(std::string_view name, std::span<const model::FieldSpan> fields) {
    key(name);
    out_ += '[';
    for (std::size_t i = 0; i < fields.size(); ++i) {
      out_ += i == 0 ? "[" : ",[";
      number(fields[i].offset);
      out_ += ',';
      number(fields[i].length);
      out_ += ',';
      text(name_of(fields[i].field_class));
      out_ += ']';
    }
    out_ += ']';
  }
  template <class Value>
  void put(std::string_view name, const Value& value) {
    if constexpr (std::is_enum_v<Value>) {
      using model::name_of;  // of key code's enums too
      put(name, std::string_view(name_of(value)));
    } else {
      key(name);
      number(value);
    }
  }

 private:
  void key(std::string_view name) {
    out_ += out_.size() == 1 ? "\"" : ",\"";
    out_.append(name).append("\":");
  }
  void put_size(std::string_view name, std::size_t bytes) {
    key(std::string(name) + "_size");
    number(bytes);
  }
  template <class Number>
  void number(Number value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }
  void text(std::string_view value) {
    constexpr std::string_view hex = "0123456789abcdef";
    out_ += '"';
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (byte < 0x20) {
        out_.append("\\u00") += hex[byte >> 4];
        out_ += hex[byte & 15];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  std::string& out_;
};

}  // namespace

EventWriter::EventWriter(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {
  if (file_ == nullptr) throw std::system_error(errno, std::generic_category(), path);
}

EventWriter::~EventWriter() {
  if (file_ != nullptr) std::fclose(file_);
}

void EventWriter::on(const model::Event& event) {
  line_ = "{";
  JsonLine json(line_);
  json.put("n", event.ordinal);
  json.put("t", event.time);
  json.put("host", event.host);
  std::visit(
      [&](const auto& body) {
        json.put("event", model::name_of(body));
        model::visit_fields(body, [&](std::string_view name, const auto& value) { json.put(name, value); });
      },
      event.body);
  line_ += "}\n";
  if (failure_ == 0 && std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) failure_ = errno;
  ++written_;
}

std::string EventWriter::result() const {
  const int failure = failure_ != 0 ? failure_ : std::fflush(file_) == 0 ? 0 : errno;
  if (failure != 0) return "{\"error\": \"" + std::generic_category().message(failure) + "\"}";
  return "{\"written\": " + std::to_string(written_) + "}";
}

}  // namespace keycell::reports
