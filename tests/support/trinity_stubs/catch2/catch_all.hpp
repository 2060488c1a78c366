// Enough of Catch2's macros to run simple cases: each once, in order, stopping at a failure.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace stand_in
{
struct Case
{
    char const* Name;
    void (*Function)();
};

inline std::vector<Case>& Cases()
{
    static std::vector<Case> cases;
    return cases;
}

struct Register
{
    Register(char const* name, void (*function)()) { Cases().push_back({ name, function }); }
};

inline void Require(bool holds, char const* text, int line)
{
    if (holds)
        return;
    std::fprintf(stderr, "line %d: %s\n", line, text);
    std::exit(1);
}
}

#define STAND_IN_JOIN2(a, b) a##b
#define STAND_IN_JOIN(a, b) STAND_IN_JOIN2(a, b)
#define TEST_CASE(name, tags) \
    static void STAND_IN_JOIN(case_, __LINE__)(); \
    static stand_in::Register STAND_IN_JOIN(register_, __LINE__)(name, &STAND_IN_JOIN(case_, __LINE__)); \
    static void STAND_IN_JOIN(case_, __LINE__)()
#define REQUIRE(...) stand_in::Require(bool(__VA_ARGS__), #__VA_ARGS__, __LINE__)
