#!/bin/bash
# What services.yaml uses of the official image's entrypoint: secrets in files, SQL on first start.
set -eo pipefail
data=/var/lib/mysql
fast=(--innodb-flush-log-at-trx-commit=0 --innodb-log-file-size=32M --skip-log-bin)
# MySQL's listens on every address by itself.
fast+=(--bind-address=0.0.0.0)
MYSQL_ROOT_PASSWORD=$(<"$MYSQL_ROOT_PASSWORD_FILE")

docker_process_sql() {
    mariadb --user=root --password="$MYSQL_ROOT_PASSWORD" "$@"
}

if [ ! -d $data/mysql ]; then
    mariadb-install-db --skip-test-db --auth-root-authentication-method=normal "${fast[@]}" \
        --skip-name-resolve >/dev/null
    mariadbd --skip-networking "${fast[@]}" &
    until mariadb-admin ping --silent; do sleep 0.1; done
    MYSQL_ROOT_PASSWORD='' docker_process_sql <<<"
        SET PASSWORD FOR root@localhost = PASSWORD('$MYSQL_ROOT_PASSWORD')"
    for script in /docker-entrypoint-initdb.d/*.sh; do
        . "$script"
    done
    mariadb-admin --user=root --password="$MYSQL_ROOT_PASSWORD" shutdown
    wait
fi
exec mariadbd "${fast[@]}" "$@"
