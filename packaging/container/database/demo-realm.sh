# Sourced by the database image's entrypoint when its volume is new: the demo realm, an account that
# reads it, and one that takes and proves backups. Not executable, so that docker_process_sql of the
# entrypoint is there.

# The password in a secret, as it stands between quotes in SQL.
quoted_secret() {
    local text
    text=$(<"/run/secrets/$1")
    text=${text//\\/\\\\}
    printf '%s' "${text//\'/\'\'}"
}

for schema in world characters auth; do
    {
        echo "CREATE DATABASE $schema CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
        echo "USE $schema;"
        cat "/demo-realm/$schema"/*.sql
    } | docker_process_sql --default-character-set=utf8mb4
done
docker_process_sql <<SQL
CREATE USER reader@'%' IDENTIFIED BY '$(quoted_secret reader_password)';
GRANT SELECT ON world.* TO reader@'%';
GRANT SELECT ON characters.* TO reader@'%';
GRANT SELECT ON auth.* TO reader@'%';
CREATE USER keeper@'%' IDENTIFIED BY '$(quoted_secret keeper_password)';
GRANT REPLICATION CLIENT ON *.* TO keeper@'%';
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON world.* TO keeper@'%';
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON characters.* TO keeper@'%';
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON auth.* TO keeper@'%';
GRANT ALL ON \`mcp\_scratch\_%\`.* TO keeper@'%';
SQL
# What reads the text of routines: in MySQL a right, in MariaDB a table.
case $(docker_process_sql --skip-column-names <<<'SELECT VERSION()') in
    *MariaDB*) docker_process_sql <<<"GRANT SELECT ON mysql.proc TO keeper@'%'" ;;
    *) docker_process_sql <<<"GRANT SHOW_ROUTINE ON *.* TO keeper@'%'" ;;
esac
