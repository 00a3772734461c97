#!/bin/sh
# Gives every database role the password in the file of its name: deploy/set-passwords.sh <folder> <owner's store URL>
# Run it after `plumbline migrate`, which makes the roles, and whenever a password changes.
set -eu

folder=$1
store=$2
for file in "$folder"/plumbline_*; do
    [ -e "$file" ] || { echo "$folder holds no file plumbline_<service>" >&2; exit 1; }
    # The password travels on standard input: it is in no process list and no log.
    {
        printf '%s\n' '\set role `echo "$ROLE"`' '\set password `cat "$FILE"`'
        printf '%s\n' "select format('alter role %I password %L', :'role', :'password') \\gexec"
    } | ROLE=$(basename "$file") FILE=$file psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 "$store"
    echo "$(basename "$file"): password set"
done
