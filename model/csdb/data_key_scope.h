#pragma once
// What one data key is for, and the text by which the CSDB knows it: "client fs1, protection 2".

#include <optional>
#include <string>
#include <string_view>

#include "model/csdb/rows.h"

namespace keycell::model {

/// What is not given does not tell keys apart: a key without an archive file is for all of them.
struct DataKeySubject {
  std::string client{};  ///< empty: that of its archive file
  std::optional<ProtectionId> protection{};
  std::optional<CopyId> copy{};
  std::int64_t archive_file = 0;
  bool operator==(const DataKeySubject&) const = default;
};

/// "client fs1, protection 2", "client fs1, copy 3, archive file 7", "archive file 7, copy 3".
std::string scope_of(const DataKeySubject& subject);

/// The opposite; the names of clients are free, so whoever reads must know whose key it is. Throws DatabaseError for
/// what scope_of() does not write.
DataKeySubject subject_in(std::string_view scope, const std::string& client);

}  // namespace keycell::model
