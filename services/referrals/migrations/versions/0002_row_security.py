"""Row security: the second lock behind the predicates of the stores."""

from shared.database.migrations import run_script
from shared.database.row_security import platform_steps_1

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DIRECTORY = """
ALTER TABLE referrals.listing ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing FOR SELECT USING (true);
CREATE POLICY published_for_oneself ON referrals.listing FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency())
    AND (agency_id IS NULL OR agency_id = (SELECT referrals.current_agency())));
CREATE POLICY changed_by_whoever_offers_it ON referrals.listing FOR UPDATE USING (
    publisher_id = (SELECT referrals.current_agency()) OR agency_id = (SELECT referrals.current_agency()));
ALTER TABLE referrals.listing_place ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_place FOR SELECT USING (true);
CREATE POLICY published_with_its_listing ON referrals.listing_place FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
CREATE POLICY moved_with_its_listing ON referrals.listing_place FOR DELETE USING (
    EXISTS (SELECT FROM referrals.listing l WHERE l.id = listing_id
            AND l.publisher_id = (SELECT referrals.current_agency())));
ALTER TABLE referrals.listing_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listing_version FOR SELECT USING (true);
CREATE POLICY kept_by_its_publisher ON referrals.listing_version FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.listing_version FROM referrals_service;
ALTER TABLE referrals.listed_organization ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON referrals.listed_organization FOR SELECT USING (true);
CREATE POLICY published_by_oneself ON referrals.listed_organization FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
CREATE POLICY changed_by_oneself ON referrals.listed_organization FOR UPDATE USING (
    publisher_id = (SELECT referrals.current_agency()));
ALTER TABLE referrals.directory_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_oneself ON referrals.directory_import FOR SELECT USING (
    publisher_id = (SELECT referrals.current_agency()));
CREATE POLICY brought_by_oneself ON referrals.directory_import FOR INSERT WITH CHECK (
    publisher_id = (SELECT referrals.current_agency()));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals.directory_import FROM referrals_service;
"""


def upgrade() -> None:
    """Lock every table."""
    for step in (*platform_steps_1("referrals"), DIRECTORY):
        run_script(step)


def downgrade() -> None:
    """There is no way back to tables without locks."""
    raise RuntimeError("row security is not taken off")
