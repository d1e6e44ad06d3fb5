// SPDX-License-Identifier: Apache-2.0
// Boost.Asio and Beast's parser, compiled once for the whole layer
// (BOOST_ASIO_SEPARATE_COMPILATION).

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
