#!/bin/sh
# Make what compose.yaml and compose.cluster.yaml keep secret; what is there already stays.
# Usage: secrets.sh [FOLDER]   by default the folder "secrets" beside this file
#
# Containers get the files as they are and read them as their own users; so anybody may read the
# files, but only their owner the folder.
set -eu
folder=${1:-"$(dirname "$0")/secrets"}
umask 022
install -d -m 700 "$folder"

for name in root_password reader_password keeper_password cluster_secret; do
    [ -s "$folder/$name" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$name"
done

if [ ! -s "$folder/balancer_certificate" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$folder/balancer_key" -out "$folder/balancer_certificate" 2>/dev/null
    chmod 644 "$folder/balancer_key"
fi
