#pragma once

template <typename... Args>
inline void StandInLog(char const*, char const*, Args const&...)
{
}

#define TC_LOG_DEBUG(filter, ...) StandInLog(filter, __VA_ARGS__)
