//! The roles of an installation as statements that make them again, without their passwords.

use eventlog::tokio_postgres::Client;

use crate::Failure;

/// Stands for the name of the database, which a restore may choose.
pub(in crate::command) const DATABASE: &str = ":database";

/// Every statement yields one line. A role that is there already keeps its password and gets these properties.
const STATEMENTS: &str = r"
    with ours as (select * from pg_roles where rolname like 'plumbline\_%')
    select line from (
        select 1 as step, rolname::text as of_what, format(
            'do $$ begin if not exists (select from pg_roles where rolname = %L) then create role %I; end if; end $$',
            rolname, rolname) as line from ours
        union all
        select 2, rolname, format('alter role %I %s %s %s %s %s %s connection limit %s', rolname,
            case when rolsuper then 'superuser' else 'nosuperuser' end,
            case when rolinherit then 'inherit' else 'noinherit' end,
            case when rolcreaterole then 'createrole' else 'nocreaterole' end,
            case when rolcreatedb then 'createdb' else 'nocreatedb' end,
            case when rolcanlogin then 'login' else 'nologin' end,
            case when rolbypassrls then 'bypassrls' else 'nobypassrls' end, rolconnlimit) from ours
        union all
        select 3, member.rolname, format('grant %I to %I', granted.rolname, member.rolname)
            from pg_auth_members m join ours granted on granted.oid = m.roleid join ours member on member.oid = m.member
        union all
        select 4, rolname, format('alter role %I set %s = %L', rolname,
            split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1))
            from pg_db_role_setting s join ours on ours.oid = s.setrole and s.setdatabase = 0, unnest(s.setconfig) setting
        union all
        select 5, rolname, format('alter role %I in database :database set %s = %L', rolname,
            split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1))
            from pg_db_role_setting s join ours on ours.oid = s.setrole
            join pg_database d on d.oid = s.setdatabase and d.datname = current_database(), unnest(s.setconfig) setting
        union all
        select 6, '', 'revoke all on database :database from public'
        union all
        select 7, grantee.rolname, format('grant %s on database :database to %I', lower(privilege_type), grantee.rolname)
            from pg_database d, aclexplode(d.datacl) acl join ours grantee on grantee.oid = acl.grantee
            where d.datname = current_database()
    ) statements order by step, of_what, line";

/// The statements, one a line: roles, properties, memberships, settings, and who may connect to the database.
pub(super) async fn statements(client: &Client) -> Result<String, Failure> {
    let rows = client.query(STATEMENTS, &[]).await.map_err(Failure::failed)?;
    Ok(rows.iter().map(|row| format!("{};\n", row.get::<_, String>("line"))).collect())
}
