#include "properties/watch/shown_forms.h"

namespace keycell::properties {

std::string name_of(const Forms& forms) {
  std::string text;
  for (const Form form : allForms) {
    if (!forms.has(form)) continue;
    if (!text.empty()) text += ", ";
    text += name_of(form);
  }
  return text;
}

}  // namespace keycell::properties
