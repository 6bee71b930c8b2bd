#include "tests/documents/sentence.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace keycell::documents {
namespace {

using Names = std::map<std::string, std::string>;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Whether the text is the expected one; binds what is not bound yet.
bool matches(const std::string& text, const std::string& expected, Names& names) {
  const auto words = words_of(text);
  const auto wanted = words_of(expected);
  Names bound = names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "*") {
      names = bound;
      return true;
    }
    if (i >= words.size()) return false;
    if (wanted[i].starts_with('$')) {
      if (bound.try_emplace(wanted[i], words[i]).first->second != words[i]) return false;
    } else if (wanted[i] != words[i]) {
      return false;
    }
  }
  if (words.size() != wanted.size()) return false;
  names = bound;
  return true;
}

struct Found {
  std::size_t sentence;
  std::size_t expected;
  std::vector<std::size_t> places;  ///< of every mark that says the same
};

struct Walk {
  std::vector<Found> found;
  std::optional<std::string> departure;
};

Walk walk(const Trace& part, const Procedure& procedure, std::size_t last) {
  Walk result;
  Names names;
  std::size_t at = 0;
  for (std::size_t s = 0; s <= last; ++s) {
    const Sentence& sentence = procedure.sentences[s];
    for (std::size_t e = 0; e < sentence.seen.size(); ++e) {
      const Expected& expected = sentence.seen[e];
      const auto is_it = [&](const Mark& mark) {
        return mark.host == expected.host && matches(mark.text, expected.text, names);
      };
      while (at < part.size() && !is_it(part[at])) ++at;
      if (at == part.size()) {
        result.departure =
            sentence.id + ": not seen on " + expected.host + ", or not after what comes before it: " + expected.text;
        return result;
      }
      Found found{.sentence = s, .expected = e, .places = {}};
      for (std::size_t i = 0; i < part.size(); ++i)
        if (is_it(part[i])) found.places.push_back(i);
      result.found.push_back(std::move(found));
      ++at;
    }
  }
  return result;
}

}  // namespace

Trace part_of(const Trace& trace, const Procedure& procedure) {
  const auto begin = std::ranges::find(trace, procedure.first_mark, &Mark::text);
  return {begin, trace.end()};
}

std::optional<std::string> departure(const Trace& part, const Procedure& procedure, std::size_t last) {
  return walk(part, procedure, last).departure;
}

std::vector<Twin> twins(const Trace& part, const Procedure& procedure, std::size_t which) {
  std::vector<Twin> result;
  const Walk walked = walk(part, procedure, procedure.sentences.size() - 1);
  for (std::size_t i = 0; i < walked.found.size(); ++i) {
    const Found& found = walked.found[i];
    if (found.sentence != which) continue;
    const std::string& text = procedure.sentences[which].seen[found.expected].text;
    Trace without;
    Trace elsewhere = part;
    Trace moved;
    for (std::size_t k = 0; k < part.size(); ++k) {
      if (std::ranges::find(found.places, k) == found.places.end()) {
        without.push_back(part[k]);
      } else {
        elsewhere[k].host = "another-host";
        moved.push_back(part[k]);
      }
    }
    // The first of a procedure happens at the end instead, all others at the beginning.
    Trace out_of_order = without;
    out_of_order.insert(i == 0 ? out_of_order.end() : out_of_order.begin(), moved.begin(), moved.end());
    result.push_back({"it does not happen: " + text, std::move(without)});
    result.push_back({"on another host: " + text, std::move(elsewhere)});
    result.push_back({"out of order: " + text, std::move(out_of_order)});
  }
  return result;
}

}  // namespace keycell::documents
