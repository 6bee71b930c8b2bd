#pragma once
// The whole program as a function: a program of your own that adds a profile and calls this has every subcommand.

namespace keycell {

int main(int argc, char** argv);

}  // namespace keycell
