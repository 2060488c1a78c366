// Runs the cases of every file it is linked with.
#include <catch2/catch_all.hpp>

int main()
{
    for (stand_in::Case const& each : stand_in::Cases())
        each.Function();
    std::printf("%d cases\n", int(stand_in::Cases().size()));
}
