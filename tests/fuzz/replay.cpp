// Runs a fuzzer's target over its kept corpus (an input in base64 a line), without libFuzzer: for compilers that have
// none, and for every run of the tests.

#include <openssl/evp.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::uint8_t> decoded(const std::string& base64) {
  std::vector<std::uint8_t> bytes(base64.size() / 4 * 3 + 1);
  const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                                   static_cast<int>(base64.size()));
  std::size_t padding = 0;
  while (padding < base64.size() && base64[base64.size() - 1 - padding] == '=') ++padding;
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
  return bytes;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: " << arguments[0] << " CORPUS\n";
    return 2;
  }
  std::ifstream corpus(arguments[1]);
  int inputs = 0;
  for (std::string line; std::getline(corpus, line); ++inputs) {
    const std::vector<std::uint8_t> bytes = decoded(line);
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  std::cout << inputs << " inputs\n";
  return inputs > 0 ? 0 : 1;
}
