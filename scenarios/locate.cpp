#include "scenarios/locate.h"

namespace keycell::scenarios {

Position locate(const Table& document, const Where& where) {
  const Table* table = &document;
  Position at = document.at;
  if (!where.table.empty()) {
    const Value* value = document.find(where.table);
    if (value == nullptr) return at;
    if (const Array* array = std::get_if<Array>(&value->content)) value = &array->at(where.index);
    table = &std::get<Table>(value->content);
    at = table->at;
  }
  const Value* value = table->find(where.key);
  if (value == nullptr) return at;
  const Array* items = std::get_if<Array>(&value->content);
  return items != nullptr && where.item < items->size() ? (*items)[where.item].at : value->at;
}

}  // namespace keycell::scenarios
