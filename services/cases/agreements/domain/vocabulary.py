"""Which purposes of processing are published, and what the letters of the GDPR are called. No I/O.

Source:
    W3C Data Privacy Vocabulary 2.3: purposes, public services, and its extension for the GDPR.
"""

from typing import Final

_DPV: Final = "https://w3id.org/dpv#"
_PUBLIC_SERVICES: Final = "https://w3id.org/dpv/sector/publicservices#"
_GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"

_OF_DPV: Final = """
    AcademicResearch AccountManagement Advertising AgeVerification CombatClimateChange CommercialPurpose
    CommercialResearch CommunicationForCustomerCare CommunicationManagement CounterMoneyLaundering
    Counterterrorism CustomerCare CustomerClaimsManagement CustomerManagement CustomerOrderManagement
    CustomerRelationshipManagement CustomerSolvencyMonitoring DataAltruism DeliveryOfGoods DirectMarketing
    DisputeManagement EnforceAccessControl EnforceSecurity EstablishContractualAgreement
    FraudPreventionAndDetection FulfilmentOfContractualObligation FulfilmentOfObligation
    HumanResourceManagement IdentityAuthentication IdentityVerification ImproveExistingProductsAndServices
    ImproveHealthcare ImproveInternalCRMProcesses ImprovePublicServices ImproveTransportMobility
    IncreaseServiceRobustness InternalResourceOptimisation LegalCompliance MaintainFraudDatabase Marketing
    MemberPartnerManagement MisusePreventionAndDetection NonCommercialPurpose NonCommercialResearch
    OptimisationForConsumer OptimisationForController OptimiseUserInterface OrganisationComplianceManagement
    OrganisationGovernance OrganisationRiskManagement PaymentManagement Personalisation
    PersonalisedAdvertising PersonalisedBenefits PersonnelBehaviourMonitoring PersonnelHiring
    PersonnelManagement PersonnelMonitoring PersonnelOffboarding PersonnelOnboarding PersonnelPayment
    PersonnelPerformanceEvaluation PersonnelPerformanceManagement PersonnelPerformanceMonitoring
    PersonnelPerformancePrediction PersonnelPromotionManagement PersonnelTerminationManagement
    PersonnelWorkloadManagement PoliticalCampaign ProtectionOfIPR ProtectionOfNationalSecurity
    ProtectionOfPublicSecurity ProvideEventRecommendations ProvideOfficialStatistics
    ProvidePersonalisedRecommendations ProvideProductRecommendations PublicBenefit PublicPolicyMaking
    PublicRelations RecordManagement RecruitmentAdvertising RecruitmentApplicantBackgroundCheck
    RecruitmentApplicantCriminalBackgroundCheck RecruitmentApplicantInformationAuthentication
    RecruitmentApplicantSelection RecruitmentApplicationAnalysis RecruitmentApplicationManagement
    RecruitmentApplicationScreening RecruitmentInterviewAnalysis RecruitmentInterviewAssessment
    RecruitmentInterviewManagement RecruitmentInterviewScheduling RecruitmentManagement
    RecruitmentTargetedAdvertising RepairImpairments RequestedServiceProvision ResearchAndDevelopment
    RightsFulfilment ScientificResearch SearchFunctionalities SellDataToThirdParties SellInsightsFromData
    SellProducts SellProductsToDataSubject ServiceAccessDetermination ServiceManagement ServiceMonitoring
    ServiceOptimisation ServicePersonalisation ServiceProvision ServiceRegistration ServiceUsageAnalytics
    SocialMediaMarketing TargetedAdvertising TechnicalServiceProvision UserInterfacePersonalisation
    VendorManagement VendorPayment VendorRecordsManagement VendorSelectionAssessment Verification
"""
_OF_PUBLIC_SERVICES: Final = """
    HousingWelfareManagement PublicServiceDistributionManagement PublicServiceEligibilityAssessment
    PublicServiceFraudPreventionDetection PublicServiceManagement PublicServiceProvision
    SocialAssistanceManagement SocialInsuranceManagement SocialSecurityManagement
    SocialWelfareDistributionManagement SocialWelfareEligibilityAssessment SocialWelfareEnrolmentManagement
    SocialWelfareManagement SocialWelfareProvision SocialWelfareRiskAssessment
"""
PUBLISHED_PURPOSES: Final = frozenset(
    {_DPV + name for name in _OF_DPV.split()} | {_PUBLIC_SERVICES + name for name in _OF_PUBLIC_SERVICES.split()}
)
"""By their addresses."""


def basis_term(letter: str) -> str:
    """The address of a letter of Art. 6(1)."""
    return f"{_GDPR}A6-1-{letter}"


def special_basis_term(letter: str) -> str:
    """The address of a letter of Art. 9(2)."""
    return f"{_GDPR}A9-2-{letter}"
