#pragma once
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace WorldPackets
{
template <typename T, std::size_t N>
class Array
{
public:
    typename std::vector<T>::iterator begin() { return _values.begin(); }
    typename std::vector<T>::iterator end() { return _values.end(); }
    std::size_t size() const { return _values.size(); }
    T& operator[](std::size_t index) { return _values[index]; }
    void resize(std::size_t size)
    {
        if (size > N)
            throw std::length_error("too many elements");
        _values.resize(size);
    }

private:
    std::vector<T> _values;
};
}
