#include "cli/main.h"

int main(int argc, char** argv) { return keycell::main(argc, argv); }
